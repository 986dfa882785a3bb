// How a page works the frames in it: it asks by a message and waits for the answer. docs/embedding.md lists what can be
// asked.

let last = 0;

/** Asks something of a frame; the answer comes as a promise. */
export const ask = (frame, task) =>
  new Promise((resolve, reject) => {
    const id = (last += 1);
    const heard = ({ data, source }) => {
      if (source !== frame.contentWindow || data?.raftarium !== 1 || data.id !== id) return;
      removeEventListener("message", heard);
      if (data.ok) resolve(data.value);
      else reject(new Error(data.error));
    };
    addEventListener("message", heard);
    // To the frame's own origin and to no other, whatever may have been loaded into it.
    frame.contentWindow.postMessage({ raftarium: 1, id, ...task }, new URL(frame.src).origin);
  });

const told = document.getElementById("told");
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", async () => {
    try {
      const lines = await ask(document.getElementById("second"), { do: button.dataset.do, script: button.dataset.script });
      told.textContent = lines.at(-1) ?? "done";
    } catch (error) {
      told.textContent = error.message;
    }
  });
}
