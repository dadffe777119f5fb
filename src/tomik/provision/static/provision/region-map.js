// Hovering or focusing a row of the heat map shows its schools on the map, and the other way round.
// Choosing is done by links of the page itself, so everything works without this file.

const map = document.querySelector(".school-map");
const table = document.querySelector(".heat-map");

function show(unit, on) {
  for (const place of [map, table]) {
    for (const item of place.querySelectorAll(`[data-unit="${unit}"]`)) item.classList.toggle("is-lit", on);
  }
}

function listen(place) {
  const unitOf = (event) => event.target.closest("[data-unit]")?.dataset.unit;
  for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    place.addEventListener(name, (event) => {
      const unit = unitOf(event);
      if (unit) show(unit, on);
    });
  }
}

if (map && table) {
  listen(map);
  listen(table);
}
