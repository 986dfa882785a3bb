// Which language the page speaks, and its messages: src/catalog. English has no catalog, since the English of a message is
// its key. Page and lecturer's notes ask here, each in its own way; nothing is fetched where English is spoken.

/** The languages by their codes (src/catalog/language.rs), with what HTML calls them. */
const LANGUAGES = new Map([["en", "en"], ["de", "de"], ["zh", "zh-Hans"]]);

/** The language of a tag such as "de-AT", if it is one of ours. */
const ours = (tag) => {
  const code = tag?.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.has(code) ? code : undefined;
};

/** What was chosen on an earlier visit. A frame without storage has chosen nothing. */
const chosen = () => {
  try {
    return localStorage.getItem("raftarium.language");
  } catch {
    return undefined;
  }
};

/**
 * The language that the address asks for, or else the one that was chosen, or else the first of the browser's that we speak;
 * with its messages. `trouble` says in `asked` what was asked for and is not to be had.
 */
export const speak = async () => {
  const query = new URLSearchParams(location.search);
  const asked = query.get("lang");
  // A frame is part of somebody's page, and speaks as that says.
  const own = query.has("embed") ? [] : [chosen(), ...navigator.languages];
  const code = [asked, ...own].map(ours).find(Boolean) ?? "en";
  const spoken = { code: "en", messages: {}, trouble: asked && !ours(asked) ? "unknown" : "", asked: asked ?? code };
  // As `tr!` in src/catalog does.
  spoken.tr = (text, values = {}) =>
    (spoken.messages[text] ?? text).replace(/\{(\w+)\}/g, (name, word) => values[word] ?? name);
  if (code === "en") return spoken;
  try {
    const answer = await fetch(new URL(`${code}.json`, import.meta.url));
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    spoken.messages = await answer.json();
    spoken.code = code;
  } catch (error) {
    console.error(error);
    return { ...spoken, trouble: "unreachable", asked: code };
  }
  document.documentElement.lang = LANGUAGES.get(code);
  // What stands in the document itself: texts, and labels that are heard.
  for (const element of document.querySelectorAll("[data-tr]")) {
    element.textContent = spoken.tr(element.textContent);
  }
  for (const element of document.querySelectorAll("[data-tr-label]")) {
    element.ariaLabel = spoken.tr(element.ariaLabel);
  }
  return spoken;
};
