// The composer: what a text costs while it is typed, the same without marks, and ready texts.
"use strict";

// --- counting, as hotline/text.py does --------------------------------------------------------

const bare = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").normalize("NFC");

function partsOf(text, alphabet) {
  const letters = [...text.normalize("NFC").trim()];
  const isPlain = letters.every((one) => alphabet.basic.has(one) || alphabet.extension.has(one));
  const [alone, joined] = isPlain ? [160, 153] : [70, 67];
  const costs = letters.map((one) => {
    if (isPlain) return alphabet.extension.has(one) ? 2 : 1;
    return one.length;
  });
  if (!letters.length) return 0;
  if (costs.reduce((sum, cost) => sum + cost, 0) <= alone) return 1;
  let parts = 1, room = joined;
  for (const cost of costs) {
    if (cost > room) { parts += 1; room = joined; }
    room -= cost;
  }
  return parts;
}

const alphabetOf = (field) => ({
  basic: new Set([...field.dataset.basic]), extension: new Set([...field.dataset.extension]),
});

function money(amount) {
  const { price, currency } = document.getElementById("cost").dataset;
  const style = { style: "currency", currency };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(amount * Number(price));
}

function showCount(parts, plain) {
  document.getElementById("segments").textContent = parts;
  document.getElementById("cost").textContent = money(parts);
  const button = document.getElementById("plain");
  button.hidden = plain >= parts;
  button.querySelector("span").textContent = `${plain} · ${money(plain)}`;
}

function countReply() {
  const field = document.getElementById("reply");
  if (!field) return;
  const alphabet = alphabetOf(field);
  showCount(partsOf(field.value, alphabet), partsOf(bare(field.value), alphabet));
}

// The server's word is the last: it is what will be sent.
function heardCount(text, count) {
  if (document.getElementById("reply")?.value === text) showCount(count.parts, count.plain);
}

document.addEventListener("input", (event) => {
  if (event.target.id === "reply") countReply();
});

// --- changing what stands there: by the editor itself, so that one key takes it back -----------

function write(field, text) {
  field.focus();
  document.execCommand("insertText", false, text);
}

function putIn(field, text) {
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  write(field, before && !/\s$/.test(before) ? ` ${text}` : text);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[name=change]"), field = document.getElementById("reply");
  if (!button || !field) return;
  event.preventDefault();
  event.stopPropagation();
  if (button.id === "plain") {
    const plain = bare(field.value);
    field.select();
    write(field, plain);
  } else {
    document.getElementById("ready").open = false;
    putIn(field, button.dataset.words);
  }
}, true);

// --- ready texts by keyboard ----------------------------------------------------------------------

const choices = () => [...document.querySelectorAll("#ready li > button:first-child")];

function openReady() {
  const ready = document.getElementById("ready");
  if (!ready) return;
  compose("reply");
  ready.open = true;
  choices()[0]?.focus();
}

function stepReady(event) {
  const all = choices(), at = all.findIndex((one) => one.parentElement.contains(document.activeElement));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
  else if (event.key >= "1" && event.key <= "9") all[Number(event.key) - 1]?.click();
  else if (event.key === "Escape") {
    document.getElementById("ready").open = false;
    document.getElementById("reply").focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

// What was said last stays in sight while one chooses.
document.addEventListener("toggle", (event) => {
  if (event.target.id === "ready") followTimeline();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("#ready[open]")) stepReady(event);
}, true);

document.body.addEventListener("htmx:afterSettle", countReply);
countReply();
