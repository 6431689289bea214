// The page takes its worker on, and a newer one as soon as it is there.

export async function serve() {
  if (!navigator.serviceWorker) return null;
  const registration = await navigator.serviceWorker.register("worker.js", { type: "module", updateViaCache: "none" });
  // everything of this page is loaded: a newer worker may take over without mixing two versions
  const takeOver = (worker) => { if (worker?.state === "installed" && navigator.serviceWorker.controller) worker.postMessage("take over"); };
  takeOver(registration.waiting);
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", ({ target }) => takeOver(target)));
  return registration;
}
