// The time of a phone as one may count on it. Pure.

// Milliseconds that never run backwards while the browser lives, on whatever the clock is set to.
const running = () => performance.timeOrigin + performance.now();

// The next moment after `last`: `uptime` grows by what the clock or the running count says, whichever
// is more. The count stands still while a phone sleeps, and the clock may have been set back.
export function tick(last, clock = Date.now(), count = running()) {
  const grown = last ? Math.max(0, clock - last.clock, count - last.count) : 0;
  return { clock, count, uptime: last ? last.uptime + grown : 0 };
}

export const stamp = ({ clock, uptime }) => ({ clock: Math.round(clock), uptime: Math.round(uptime) });
