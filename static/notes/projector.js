// The page's side of a lecture: it tells the lecturer's window (notes.js) what is said and asked, and does what keys that
// window presses. Both are windows of one browser, and nobody else hears them.

const EVERY_MS = 250;
// A window that has not been heard of for so long was closed without a word.
const FORGET_MS = 8_000;

/** Begins to listen for a lecturer's window. */
export const listen = () => {
  if (typeof BroadcastChannel !== "function") return;
  const { raftarium } = window;
  const channel = new BroadcastChannel("raftarium-notes");
  const me = `${Date.now()}-${Math.random()}`;
  const root = document.documentElement;
  let heard = 0;
  let timer;
  // When the hall's time to answer is over; 0 if nobody counts.
  let ends = 0;
  // The lecture, and the state that it was made for: to know the right answer, the cluster has to be run on.
  let lecture;
  let of;

  const told = () => {
    const { paused, speed, seed, time_us, question } = raftarium.state();
    const words = document.querySelector(".tour")?.textContent;
    const now = JSON.stringify([seed, time_us, question, words]);
    if (now !== of) lecture = raftarium.lecture();
    of = now;
    const asks = Boolean(question?.open);
    root.toggleAttribute("data-asks", asks);
    if (!asks) count(0);
    const left = ends && Math.max(0, Math.ceil((ends - performance.now()) / 1_000));
    if (ends) root.style.setProperty("--left", `"${left}"`);
    const presents = root.hasAttribute("data-presenting");
    return { from: me, lecture, paused, speed, seed, presents, left: ends ? left : null };
  };

  /** Gives the hall so many seconds to answer; 0 ends that. */
  const count = (seconds) => {
    ends = seconds && performance.now() + seconds * 1_000;
    root.toggleAttribute("data-counts", ends !== 0);
  };

  const leave = () => {
    clearInterval(timer);
    timer = undefined;
    root.removeAttribute("data-noted");
    root.removeAttribute("data-asks");
    count(0);
  };

  const tell = () => {
    const now = performance.now();
    if (now - heard > FORGET_MS) return leave();
    if (ends && now >= ends) {
      count(0);
      // Time decides what was asked.
      return press("PageDown");
    }
    channel.postMessage(told());
  };

  const press = (key) => {
    const target = document.body;
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    target.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true, cancelable: true }));
    tell();
  };

  channel.addEventListener("message", ({ data }) => {
    const { to, hello, bye, key, seconds } = data ?? {};
    if (to !== undefined && to !== me) return;
    if (bye) return leave();
    if (hello || key || seconds) {
      heard = performance.now();
      root.setAttribute("data-noted", "");
      timer ??= setInterval(tell, EVERY_MS);
    }
    if (typeof key === "string" && key.length <= 12) return press(key);
    if (Number.isSafeInteger(seconds) && seconds > 0 && seconds <= 600) count(seconds);
    tell();
  });
  addEventListener("pagehide", () => channel.postMessage({ from: me, gone: true }));
};
