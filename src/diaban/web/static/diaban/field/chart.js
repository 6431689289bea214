// A small map of our own on a canvas: ground from kept tiles, the lot, its doors, where one stands.

import { make } from "./elements.js";
import { keptTile } from "./fetching.js";
import { boxOf, fromWorld, readTile, rings, tilesOf, world } from "./ground.js";
import { groundOf, paintGround, paintNames } from "./painting.js";
import { setting } from "./store.js";

const INK = "#16211f", ACCENT = "#0a5a66", MINE = "#1f5fbf";
const LOOKS = { open: ["#fff", ACCENT, INK], done: [ACCENT, ACCENT, "#fff"], later: ["#ffdd9b", "#7a4300", INK], closed: ["#d5dbd8", "#53615e", INK] };
const CLOSEST = 2 ** 30, FARTHEST = 2 ** 20, REACH_PIXELS = 26;
const METRES_AROUND = 40_075_016;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// `marks()`: [{ spot, look, label, next, key }]; `chosen(key)` is called for a tapped one.
export class Chart {
  constructor(canvas, lot, { marks = () => [], chosen = () => {}, moved = () => {} }) {
    Object.assign(this, { canvas, lot, marks, chosen, moved, ground: [], me: null, fingers: new Map(), due: 0 });
    this.brush = canvas.getContext("2d");
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(canvas);
    for (const [event, act] of Object.entries({ pointerdown: this.press, pointermove: this.drag, pointerup: this.lift, pointercancel: this.lift })) canvas.addEventListener(event, act.bind(this));
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(2 ** (-event.deltaY / 300), this.at(event)); }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    this.fit();
    this.loading = this.load();
  }

  async load() {
    const sources = await setting("sources").catch(() => null);
    if (sources?.length) this.canvas.after(make("span", { class: "sources" }, sources.join(" · ")));
    for (const tile of tilesOf(this.lot)) {
      try {
        const bytes = await keptTile(tile);
        if (bytes) this.ground.push(groundOf(tile, readTile(bytes)));
      } catch (error) {
        console.warn(error);
      }
    }
    this.draw();
  }

  end() { this.sizes.disconnect(); cancelAnimationFrame(this.due); }

  get size() { return { width: this.canvas.clientWidth || 300, height: this.canvas.clientHeight || 300 }; }

  fit() {
    const box = boxOf(this.lot);
    if (!box) { this.centre = world({ lat: 21.0285, lng: 105.8542 }); this.scale = 2 ** 22; return; }
    const first = world({ lat: box.north, lng: box.west }), last = world({ lat: box.south, lng: box.east });
    const { width, height } = this.size;
    this.centre = { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
    this.scale = clamp(0.84 * Math.min(width / Math.max(last.x - first.x, 1e-7), height / Math.max(last.y - first.y, 1e-7)), FARTHEST, CLOSEST / 8);
    this.draw();
  }

  go(spot, scale = Math.max(this.scale, 2 ** 26)) {
    this.centre = world(spot);
    this.scale = scale;
    this.draw();
    this.moved(spot);
  }

  get middle() { return fromWorld(this.centre); }

  show(position) { this.me = position; this.draw(); }

  pixel(point) {
    const { width, height } = this.size;
    return { x: (point.x - this.centre.x) * this.scale + width / 2, y: (point.y - this.centre.y) * this.scale + height / 2 };
  }

  at(event) {
    const frame = this.canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  zoom(factor, { x, y } = { x: this.size.width / 2, y: this.size.height / 2 }) {
    const { width, height } = this.size, next = clamp(this.scale * factor, FARTHEST, CLOSEST);
    const shift = 1 / this.scale - 1 / next;
    this.centre = { x: this.centre.x + (x - width / 2) * shift, y: this.centre.y + (y - height / 2) * shift };
    this.scale = next;
    this.draw();
    this.moved(this.middle);
  }

  move(dx, dy) {
    this.centre = { x: this.centre.x - dx / this.scale, y: this.centre.y - dy / this.scale };
    this.draw();
    this.moved(this.middle);
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { ...this.at(event), began: this.at(event) });
  }

  drag(event) {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return;
    const spot = this.at(event), others = [...this.fingers.values()].filter((one) => one !== finger);
    if (others.length === 1) {
      const [other] = others, before = Math.hypot(finger.x - other.x, finger.y - other.y), after = Math.hypot(spot.x - other.x, spot.y - other.y);
      this.pinched = true;
      if (before > 8) this.zoom(after / before, { x: (spot.x + other.x) / 2, y: (spot.y + other.y) / 2 });
    } else this.move(spot.x - finger.x, spot.y - finger.y);
    Object.assign(finger, spot);
  }

  lift(event) {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (!finger || event.type === "pointercancel") return;
    const spot = this.at(event);
    if (!this.pinched && Math.hypot(spot.x - finger.began.x, spot.y - finger.began.y) < 8) this.tap(spot);
    if (!this.fingers.size) this.pinched = false;
  }

  tap(spot) {
    const near = this.marks().map((mark) => ({ mark, away: this.away(mark, spot) })).sort((a, b) => a.away - b.away)[0];
    if (near && near.away < REACH_PIXELS) this.chosen(near.mark.key);
  }

  away(mark, spot) {
    const { x, y } = this.pixel(world(mark.spot));
    return Math.hypot(x - spot.x, y - spot.y);
  }

  key(event) {
    const step = 48, moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) this.move(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.5);
    else if (event.key === "-") this.zoom(1 / 1.5);
    else return;
    event.preventDefault();
  }

  draw() {
    cancelAnimationFrame(this.due);
    this.due = requestAnimationFrame(() => this.paint());
  }

  paint() {
    const { width, height } = this.size, dense = Math.min(devicePixelRatio || 1, 2), { brush, canvas } = this;
    if (canvas.width !== Math.round(width * dense) || canvas.height !== Math.round(height * dense)) Object.assign(canvas, { width: Math.round(width * dense), height: Math.round(height * dense) });
    brush.setTransform(dense, 0, 0, dense, 0, 0);
    brush.fillStyle = "#f5f4ef";
    brush.fillRect(0, 0, width, height);
    paintGround(brush, this.ground, this, dense);
    this.paintArea();
    paintNames(brush, this.ground, this);
    this.paintMe();
    const marks = this.marks();
    for (const mark of [...marks.filter((one) => !one.next), ...marks.filter((one) => one.next)]) this.paintMark(mark);
    canvas.dataset.drawn = String(marks.length);
    canvas.dataset.tiles = String(this.ground.length);
  }

  paintArea() {
    const { brush } = this;
    brush.beginPath();
    for (const ring of rings(this.lot.area)) {
      ring.forEach(([lng, lat], n) => { const { x, y } = this.pixel(world({ lat, lng })); brush[n ? "lineTo" : "moveTo"](x, y); });
      brush.closePath();
    }
    Object.assign(brush, { strokeStyle: ACCENT, lineWidth: 2, fillStyle: "rgb(10 90 102 / .06)" });
    brush.fill("evenodd");
    brush.setLineDash([8, 5]);
    brush.stroke();
    brush.setLineDash([]);
  }

  paintMe() {
    if (!this.me) return;
    const { brush } = this, { x, y } = this.pixel(world(this.me));
    const metre = this.scale / (METRES_AROUND * Math.cos(this.me.lat * Math.PI / 180));
    brush.beginPath();
    brush.arc(x, y, Math.max(9, this.me.accuracy * metre), 0, 7);
    brush.fillStyle = "rgb(31 95 191 / .16)";
    brush.fill();
    brush.beginPath();
    brush.arc(x, y, 7, 0, 7);
    Object.assign(brush, { fillStyle: MINE, strokeStyle: "#fff", lineWidth: 2.5 });
    brush.fill();
    brush.stroke();
  }

  paintMark({ spot, look, label, next }) {
    const { brush } = this, { x, y } = this.pixel(world(spot)), [fill, edge, ink] = LOOKS[look];
    const { width, height } = this.size;
    if (x < -40 || y < -40 || x > width + 40 || y > height + 40) return;
    const near = this.scale > 2 ** 24.6, radius = next ? 15 : near ? 12 : 6;
    brush.beginPath();
    brush.arc(x, y, radius, 0, 7);
    Object.assign(brush, { fillStyle: fill, strokeStyle: edge, lineWidth: next ? 4 : 2 });
    brush.fill();
    brush.stroke();
    if (!near && !next) return;
    Object.assign(brush, { font: `600 ${label.length > 2 ? 10 : 12}px system-ui, sans-serif`, textAlign: "center", textBaseline: "middle", fillStyle: ink });
    brush.fillText(label, x, y + 0.5);
  }
}
