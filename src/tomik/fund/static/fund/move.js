// The editors of movement: the answer is said aloud, the field is ready for the next scan, nothing typed is lost by leaving.

const announce = (text) => document.body.dispatchEvent(new CustomEvent("announce", { detail: { value: text } }));
const form = () => document.getElementById("move");
let changed = false;

document.addEventListener("input", (event) => {
  if (event.target.form === form() && !["q", "asked"].includes(event.target.id)) changed = true;
});
document.addEventListener("submit", () => { changed = false; });
// At once: a scanner types on while the page settles, and what it has typed must not be selected and typed over.
document.body.addEventListener("htmx:afterSwap", () => {
  if (!form()) return;
  changed = form().querySelector("input[name=row]") !== null;
  const wanted = form().querySelector("#form-errors, .move-found button, .receipt-choice button") || document.getElementById("q");
  wanted.focus();
  // What was not understood stays to be read; the next scan takes its place.
  if (wanted.id === "q") wanted.select();
  const said = document.getElementById("told")?.textContent || document.getElementById("answer").textContent;
  if (said) announce(said);
});
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
document.getElementById("form-errors")?.focus();
