// What a page does by itself: counts down, finds, and obeys the keyboard.
"use strict";

const words = JSON.parse(document.body.dataset.time);
let ahead = Number(document.body.dataset.now) - Date.now(); // the server's clock against ours

// --- time ---------------------------------------------------------------------------------

const UNITS = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];

function inWords(seconds) {
  const at = UNITS.findIndex(([, size]) => seconds >= size || size === 1);
  const [unit, size] = UNITS[at];
  const said = [`${Math.floor(seconds / size)} ${words.units[unit]}`];
  const rest = Math.floor((seconds % size) / (UNITS[at + 1] || [0, 1])[1]);
  if (at < 2 && rest) said.push(`${rest} ${words.units[UNITS[at + 1][0]]}`);
  return said.join(" ");
}

function count(chip) {
  const due = Number(chip.dataset.due), started = Number(chip.dataset.started);
  const left = due - (Date.now() + ahead);
  const tone = left <= 0 ? "late" : left <= (due - started) / 3 ? "soon" : "calm";
  const said = (left <= 0 ? words.late : words.left)
    .replace("%s", inWords(Math.floor(Math.abs(left) / 1000)));
  if (chip.textContent !== said) chip.textContent = said;
  if (!chip.classList.contains(tone)) chip.className = `chip ${tone}`;
}

function age(time) {
  const past = Math.max(0, Date.now() + ahead - Number(time.dataset.age));
  const frame = time.classList.contains("lasting") ? "%s" : words.ago;
  time.textContent = frame.replace("%s", inWords(Math.floor(past / 1000)));
}

function countAll() {
  document.querySelectorAll("time[data-due]").forEach(count);
  document.querySelectorAll("time[data-age]").forEach(age);
}

// --- the timeline stays at its end, unless somebody reads further up ------------------------

let atEnd = true;

function followTimeline() {
  const moments = document.querySelector(".moments");
  if (!moments) return;
  if (atEnd) moments.scrollTop = moments.scrollHeight;
  moments.onscroll = () => {
    atEnd = moments.scrollHeight - moments.scrollTop - moments.clientHeight < 40;
  };
}

// Whoever logs out leaves nothing of their own behind in the browser.
document.querySelector("form.who")?.addEventListener("submit", () => localStorage.clear());

// --- search -------------------------------------------------------------------------------

const folded = (text) =>
  text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

let sought = "";

function search() {
  for (const item of document.querySelectorAll(".rows li")) {
    item.hidden = !folded(item.textContent).includes(folded(sought));
  }
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  sought = event.target.value;
  search();
});

// --- keys ---------------------------------------------------------------------------------

function move(step) {
  const rows = [...document.querySelectorAll(".rows li:not([hidden]) .row")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const here = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
}

function compose(mode) {
  const radio = document.getElementById(`mode-${mode}`);
  if (!radio || radio.disabled) return;
  radio.checked = true;
  document.getElementById(mode).focus();
}

function press(key) {
  const target = document.querySelector(`[data-key="${key}"]`);
  target?.closest("details.aside")?.setAttribute("open", "");
  target?.focus();
  if (key === "a") target?.click();
  else if (target) target.parentElement.open = true;
}

const KEYS = {
  "/": () => document.getElementById("find")?.select(),
  "l": () => document.getElementById("search")?.focus(),
  "j": () => move(1),
  "k": () => move(-1),
  "r": () => compose("reply"),
  "n": () => compose("note"),
  "c": () => openReady(),
  "a": () => press("a"),
  "f": () => press("f"),
  "t": () => document.getElementById("only-talk")?.click(),
  "p": () => press("p"),
  "b": () => document.body.classList.toggle("blurred"),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const act = KEYS[event.key];
  if (!act || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act();
});

// --- every time something was put into the page -------------------------------------------

const narrow = matchMedia("(max-width: 74rem)");
let asideOpen = !narrow.matches;

let onlyTalk = false;

function keepView() {
  const box = document.getElementById("only-talk");
  if (!box) return;
  box.checked = onlyTalk;
  box.onchange = () => { onlyTalk = box.checked; atEnd = true; followTimeline(); };
}

function settle() {
  keepView();
  const aside = document.getElementById("aside");
  if (aside) {
    aside.open = !narrow.matches || asideOpen;
    aside.ontoggle = () => { if (narrow.matches) asideOpen = aside.open; };
  }
  if (sought) search();
  countAll();
  followTimeline();
}

narrow.addEventListener("change", () => { asideOpen = !narrow.matches; settle(); });
document.body.addEventListener("htmx:afterSettle", settle);
document.body.addEventListener("htmx:oobAfterSwap", settle);
settle();
setInterval(countAll, 500);
