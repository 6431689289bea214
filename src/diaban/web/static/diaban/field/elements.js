// Elements made in code: text stays text, whatever a door is called.

export function make(tag, traits = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Pictures of one line, drawn on a field of 24 × 24.
const PATHS = {
  back: "M15 5l-7 7 7 7", forward: "M9 5l7 7-7 7", done: "M4 12.5l5.5 5.5L20 7", away: "M12 6v6l4 2.5M12 3a9 9 0 100 18 9 9 0 000-18",
  not_there: "M6 6l12 12M18 6L6 18", refused: "M5.6 5.6l12.8 12.8M12 3a9 9 0 100 18 9 9 0 000-18", add: "M12 5v14M5 12h14", less: "M5 12h14",
  unreachable: "M4 6v14M9.3 6v14M14.7 6v14M20 6v14M2.5 10h19M2.5 16h19",
  photo: "M4 8h3.5L9.5 5h5L16.5 8H20v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7", here: "M12 8.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7M12 2v4M12 18v4M2 12h4M18 12h4",
  send: "M12 19V6M6 11l6-6 6 6", warn: "M12 4L2.5 20h19zM12 10v5M12 17.5v.5", map: "M9 4L3.5 6.5v13.5L9 17.5l6 2.5 5.5-2.5V4L15 6.5zM9 4v13.5M15 6.5V20", list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  gate: "M5 20V5h14v15M12 5v15M9.5 12.5v1M14.5 12.5v1M3 20h18",
};

export function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, class: "icon", "aria-hidden": "true" })) picture.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}

export const button = (text, act, traits = {}, picture = null) => make("button", { type: "button", ...traits, on: { click: act } }, picture && icon(picture), make("span", {}, text));
export const link = (text, href, traits = {}, picture = null) => make("a", { href, ...traits }, picture && icon(picture), make("span", {}, text));

// What a screen reader should hear.
export function announce(text) {
  document.getElementById("said").textContent = text;
}
