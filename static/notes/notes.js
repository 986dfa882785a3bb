// The lecturer's window: what the page that is shown says and asks, what comes next, and what is right. It presses keys there
// (projector.js), and changes nothing else.

import { speak } from "../lang/catalog.js";

const { tr } = await speak();
const channel = new BroadcastChannel("raftarium-notes");
const began = Date.now();
const HELLO_MS = 2_000;
const LOST_MS = 6_000;
// What is pressed here and meant there.
const KEYS = new Set(["PageUp", "PageDown", " ", "q", "p", ...Array.from({ length: 9 }, (_, at) => String(at + 1))]);

const element = (id) => document.getElementById(id);
const write = (id, text) => {
  const it = element(id);
  if (it.textContent !== text) it.textContent = text;
};

let page;
let heard = 0;
let listed = "";

const send = (message) => channel.postMessage({ to: page, ...message });

const answers = ({ answers, right }) => {
  const now = JSON.stringify([answers, right]);
  if (now === listed) return;
  listed = now;
  element("answers").replaceChildren(
    ...answers.map((text) => {
      const line = document.createElement("li");
      const is = text === right;
      line.className = is ? "right" : "";
      line.textContent = is ? tr("{answer} (right)", { answer: text }) : text;
      return line;
    }),
  );
};

const show = ({ lecture, paused, speed, seed, presents, left }) => {
  const { title, steps, said, question, clock } = lecture;
  write("title", title ?? tr("Lecturer's notes"));
  const goes = paused ? tr("stands") : tr("plays at {speed} of real time", { speed });
  const facts = [clock, goes, tr("seed {seed}", { seed }), ...(presents ? [tr("presents")] : [])];
  write("facts", facts.join(" · "));
  write("step", steps.length === 0 ? tr("No story is told") : tr("Step {said} of {all}", { said, all: steps.length }));
  const idle = tr("Open one there: Scenarios, or a link with #scenario=NAME.");
  write("words", steps[said - 1] ?? (steps.length === 0 ? idle : tr("The story begins.")));
  write("next", steps[said] ?? tr("Nothing more: this is the end."));
  write("play", paused ? tr("play") : tr("pause"));
  element("asked").hidden = !question?.open;
  write("left", left === null ? "" : tr("{left} s left, then time decides", { left }));
  if (question?.open) {
    write("question", question.question);
    answers(question);
  }
  element("told").hidden = false;
};

channel.addEventListener("message", ({ data }) => {
  if (!data?.from || (page !== undefined && data.from !== page)) return;
  if (data.gone) {
    page = undefined;
    heard = 0;
    return look();
  }
  page = data.from;
  heard = performance.now();
  write("status", "");
  show(data);
});

const look = () => {
  if (page !== undefined && performance.now() - heard > LOST_MS) page = undefined;
  if (page === undefined) {
    element("told").hidden = true;
    write("status", tr("Looking for the page that is shown. Is it open in this browser?"));
  }
  send({ hello: true });
  const minutes = Math.floor((Date.now() - began) / 60_000);
  write("spent", tr("This window is open for {minutes} min.", { minutes }));
};

for (const button of document.querySelectorAll("button[data-key]")) {
  button.addEventListener("click", () => send({ key: button.dataset.key }));
}

for (const button of document.querySelectorAll("button[data-seconds]")) {
  button.addEventListener("click", () => send({ seconds: Number(button.dataset.seconds) }));
}

addEventListener("keydown", (event) => {
  const { key, altKey, ctrlKey, metaKey, target } = event;
  if (altKey || ctrlKey || metaKey || !KEYS.has(key)) return;
  if (key === " " && target instanceof HTMLButtonElement) return;
  event.preventDefault();
  send({ key });
});
addEventListener("pagehide", () => send({ bye: true }));

look();
setInterval(look, HELLO_MS);
