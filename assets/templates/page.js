"use strict";
(function () {
  var rows = Array.prototype.slice.call(document.querySelectorAll(".timeline li"));
  var bars = Array.prototype.slice.call(document.querySelectorAll(".filters"));
  var wanted = new Set();

  function apply() {
    rows.forEach(function (row) {
      row.hidden = wanted.size > 0 && !wanted.has(row.dataset.tag);
    });
    document.querySelectorAll("[data-filter]").forEach(function (button) {
      var tag = button.dataset.filter;
      button.setAttribute("aria-pressed", String(tag === "" ? wanted.size === 0 : wanted.has(tag)));
    });
  }

  bars.forEach(function (bar) {
    bar.hidden = false;
    bar.addEventListener("click", function (event) {
      var button = event.target.closest("[data-filter]");
      if (!button) { return; }
      var tag = button.dataset.filter;
      if (tag === "") { wanted.clear(); } else if (wanted.has(tag)) { wanted.delete(tag); } else { wanted.add(tag); }
      apply();
    });
  });

  var marks = new Map();
  document.querySelectorAll("[data-event]").forEach(function (mark) {
    var id = mark.dataset.event;
    if (!marks.has(id)) { marks.set(id, []); }
    marks.get(id).push(mark);
  });

  function light(event, on) {
    var mark = event.target.closest("[data-event]");
    if (!mark) { return; }
    marks.get(mark.dataset.event).forEach(function (other) { other.classList.toggle("lit", on); });
  }
  document.addEventListener("mouseover", function (event) { light(event, true); });
  document.addEventListener("mouseout", function (event) { light(event, false); });
  document.addEventListener("click", function (event) {
    var mark = event.target.closest(".diagram [data-event]");
    var row = mark && document.getElementById("e-" + mark.dataset.event);
    if (row) {
      row.hidden = false;
      row.scrollIntoView({ block: "center" });
    }
  });
})();
