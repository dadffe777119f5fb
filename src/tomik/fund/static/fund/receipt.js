// The editor of a receipt, quicker: a book scanned again is counted here, the kind asks its fields at once.

const announce = (text) => document.body.dispatchEvent(new CustomEvent("announce", { detail: { value: text } }));
const form = () => document.getElementById("receipt");
let changed = false;

function countAgain(field) {
  const isbn = field.value.replace(/[\s-]/g, "");
  if (!/^97[89]\d{10}$/.test(isbn)) return false;
  const rows = form().querySelectorAll(`tr[data-isbn="${isbn}"]`);
  if (rows.length !== 1 || form().querySelector(".receipt-choice, .receipt-unknown")) return false;
  const copies = rows[0].querySelector('input[name^="copies-"]');
  const more = form().elements.add_copies.value.trim() || "1";
  if (!/^\d+$/.test(copies.value.trim()) || !/^\d+$/.test(more)) return false;
  copies.value = String(Number(copies.value) + Number(more));
  const said = `${rows[0].querySelector(".line-title div").textContent.trim()}: ${copies.value}`;
  document.getElementById("answer").textContent = said;
  for (const row of form().querySelectorAll(".line-new")) row.classList.remove("line-new");
  rows[0].classList.add("line-new");
  field.value = "";
  form().elements.add_copies.value = "";
  changed = true;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "q") return;
  if (countAgain(event.target)) event.preventDefault();
});
document.addEventListener("input", (event) => {
  if (event.target.form === form() && event.target.id !== "q") changed = true;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("#receipt select[name=kind]")) form().querySelector("button[value=show]").click();
});
document.addEventListener("submit", () => { changed = false; });
document.body.addEventListener("htmx:afterSettle", () => {
  if (!form()) return;
  changed = true;
  const wanted = form().querySelector("#form-errors, .receipt-choice button, #new-title");
  if (!wanted) document.getElementById("q").focus();
  else if (wanted.id !== "form-errors") wanted.focus();
  const said = document.getElementById("answer").textContent;
  if (said) announce(said);
});
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
document.getElementById("form-errors")?.focus();
