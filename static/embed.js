// What an embedded page and the page around it say to each other: docs/embedding.md describes it, static/embed.d.ts types it.
//
// Only the page around this one is listened to, and with `?origin=https://...` only if it came from there. Nothing of the
// person's is within reach: an embedded page reads and keeps no session of theirs.

const VERSION = 1;
const MOST_EVENTS = 5_000;

const query = new URLSearchParams(location.search);
const allowed = query.getAll("origin");
const { raftarium } = window;

/** What was heard, in a few letters, for whoever has to find the mistake. */
const shown = (value) => {
  const text = typeof value === "string" ? JSON.stringify(value) : String(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const expected = (what, found) => new TypeError(`${what}, found ${shown(found)}`);

const text = (message, field) => {
  if (typeof message[field] !== "string") throw expected(`${message.do}: expected a string as ${field}`, message[field]);
  return message[field];
};

const whole = (message, field, least) => {
  const value = message[field];
  if (!Number.isSafeInteger(value) || value < least) {
    throw expected(`${message.do}: expected a whole number from ${least} as ${field}`, value);
  }
  return value;
};

/** Runs a script, and throws where it cannot be carried out. */
const run = (script) => {
  const { ok, output, error } = raftarium.run(script);
  if (!ok) throw new Error(error ?? output.at(-1) ?? "the script failed");
  return output;
};

/** Goes to a step of a scenario; what cannot be found is told on the page itself. */
const open = (scenario, step) => {
  if (!/^[a-z0-9-]{1,64}$/.test(scenario)) throw expected("go: expected the name of a scenario", scenario);
  location.hash = `scenario=${scenario}&step=${step}`;
};

const told = () => new URLSearchParams(location.hash.slice(1)).get("scenario");

const go = (message) => {
  const { to, step, scenario } = message;
  if (to !== undefined) {
    if (!/^[0-9.]+(us|ms|s|m|h)$/.test(text(message, "to"))) throw expected("go: expected a moment such as 2.5s", to);
    run(`go ${to}`);
  } else if (scenario !== undefined) {
    open(text(message, "scenario"), step === undefined ? 1 : whole(message, "step", 1));
  } else if (step !== undefined) {
    const current = told();
    if (!current) throw new Error("go: there is no step, since no scenario is told");
    open(current, whole(message, "step", 1));
  } else {
    throw new TypeError("go: expected to, step or scenario");
  }
};

const events = (from) => raftarium.events(from).slice(0, MOST_EVENTS);

let unfollow = null;

/** Says what is new, as long as somebody follows. */
const follow = (on, say) => {
  unfollow?.();
  unfollow = on
    ? raftarium.subscribe((news) => {
        for (let at = 0; at < news.length; at += MOST_EVENTS) {
          say({ raftarium: VERSION, tell: "events", events: news.slice(at, at + MOST_EVENTS) });
        }
      })
    : null;
};

const TASKS = {
  play: () => raftarium.play(),
  pause: () => raftarium.pause(),
  go,
  run: (message) => run(text(message, "script")),
  state: () => raftarium.state(),
  script: () => raftarium.script(),
  link: () => raftarium.link(),
  events: (message) => events(message.from === undefined ? 0 : whole(message, "from", 0)),
  follow: (message, say) => {
    if (typeof message.on !== "boolean") throw expected("follow: expected true or false as on", message.on);
    follow(message.on, say);
  },
};

/** Does what a message asks for, and says what came of it. */
const answer = (message, say) => {
  const id = ["string", "number"].includes(typeof message.id) ? message.id : null;
  try {
    if (message.raftarium !== VERSION) throw expected(`expected raftarium: ${VERSION}`, message.raftarium);
    if (!Object.hasOwn(TASKS, message.do)) {
      throw expected(`expected one of ${Object.keys(TASKS).join(", ")} as do`, message.do);
    }
    say({ raftarium: VERSION, id, ok: true, value: TASKS[message.do](message, say) ?? null });
  } catch (error) {
    say({ raftarium: VERSION, id, ok: false, error: error.message ?? String(error) });
  }
};

/** Says what was answered, and whether it was right: once for each question, to the page around this one. */
const tellAnswers = () => {
  addEventListener("raftariumanswer", ({ question, atUs, answer, place, right }) => {
    const message = { raftarium: VERSION, tell: "answer", question, at_us: atUs, answer, place, right };
    for (const origin of allowed.length > 0 ? allowed : ["*"]) window.parent.postMessage(message, origin);
  });
};

export const listen = () => {
  if (window.parent === window) return;
  tellAnswers();
  addEventListener("message", ({ data, origin, source }) => {
    // Other programs on a page talk too: only what names us is for us.
    if (source !== window.parent || typeof data !== "object" || data === null || !("raftarium" in data)) return;
    // A page that has no origin, such as a file, can only be answered as whoever it is.
    const say = (reply) => source.postMessage(reply, origin === "null" ? "*" : origin);
    if (allowed.length > 0 && !allowed.includes(origin)) {
      say({ raftarium: VERSION, id: null, ok: false, error: `this frame listens to ${allowed.join(" and ")}, and not to ${origin}` });
      return;
    }
    answer(data, say);
  });
  // Whoever is around it may know that it is there, and nothing else.
  window.parent.postMessage({ raftarium: VERSION, tell: "ready" }, "*");
};
