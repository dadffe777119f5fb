// Loaded before the first paint: follows the device where the person chose "auto".
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (root.dataset.themeChoice !== "auto") return;
    if (dark.matches) root.setAttribute("data-bs-theme", "dark");
    else root.removeAttribute("data-bs-theme");
  }
  follow();
  dark.addEventListener("change", follow);
})();
