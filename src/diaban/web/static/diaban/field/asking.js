// One question to the server: answered, or cut for a reason that can be told.

const PATIENCE_MS = 30_000;

// A reason to stop now: offline, sign_in or server.
export class CutError extends Error {
  constructor(state, detail = "") { super(`${state} ${detail}`); this.state = state; }
}

export async function ask(url, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { cache: "no-store", credentials: "same-origin", ...options, signal: patience.signal });
    const told = answer.headers.get("Content-Type")?.includes("json");
    if (answer.status >= 500 || answer.status === 429) throw new CutError("server", answer.status);
    const body = told ? await answer.json() : null;
    const isClosed = answer.status === 401 || (answer.status === 403 && (!body || body.error === "forbidden"));
    if (answer.redirected || isClosed) throw new CutError("sign_in", answer.status);
    if (answer.ok && body === null) throw new CutError("server", "no JSON");
    return { ok: answer.ok, status: answer.status, body };
  } catch (error) {
    throw error instanceof CutError ? error : new CutError("offline", error.name);
  } finally {
    clearTimeout(timer);
  }
}
