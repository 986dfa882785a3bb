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

  const told = () => {
    const lecture = raftarium.lecture();
    const { question } = lecture;
    const { paused, speed, seed } = raftarium.state();
    root.toggleAttribute("data-asks", Boolean(question?.open));
    return { from: me, lecture, paused, speed, seed, presents: root.hasAttribute("data-presenting") };
  };

  const leave = () => {
    clearInterval(timer);
    timer = undefined;
    root.removeAttribute("data-noted");
    root.removeAttribute("data-asks");
  };

  const tell = () => {
    if (performance.now() - heard > FORGET_MS) return leave();
    channel.postMessage(told());
  };

  const press = (key) => {
    const target = document.body;
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    target.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true, cancelable: true }));
    tell();
  };

  channel.addEventListener("message", ({ data }) => {
    const { to, hello, bye, key } = data ?? {};
    if (to !== undefined && to !== me) return;
    if (bye) return leave();
    if (hello || key) {
      heard = performance.now();
      root.setAttribute("data-noted", "");
      timer ??= setInterval(tell, EVERY_MS);
    }
    if (typeof key === "string" && key.length <= 12) press(key);
    else if (hello) tell();
  });
  addEventListener("pagehide", () => channel.postMessage({ from: me, gone: true }));
};
