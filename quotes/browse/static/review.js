// a accepts, r rejects, s skips, u undoes, c goes to the first field to correct; Escape leaves the fields
"use strict";
const form = document.querySelector("form[data-review]");
const KEYS = { a: "accept", r: "reject", s: "skip", u: "undo" };

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape" && typing) {
    event.target.blur();
    return;
  }
  if (typing) return;
  if (event.key === "c") {
    event.preventDefault();
    form.elements.speaker.focus();
    return;
  }
  const button = form.querySelector(`button[value="${KEYS[event.key] || "none"}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});
