// Drafts: what is typed on a ticket is kept on the server as one types, for nobody else.
"use strict";

const SOON = 500; // milliseconds after the last key
const AGAIN = 3000; // milliseconds before a draft that could not be kept is tried again

const typed = new Map(); // what stands in a field, by ticket, form and name
const unsaved = new Map(); // what still has to be kept, with its timer
const underWay = new Set(); // what is being kept
const sent = new Map(); // what a form that is on its way took along
const leftOver = new Set(); // what was typed after that, until it stands in the next form

// --- which field it is ----------------------------------------------------------------------

const TYPED = "textarea[name], input[name]:not([type])";
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRF-Token"];

// As the address says below the ticket's; of forms with one address, by the fact they are about.
function nameOf(form) {
  const below = form.getAttribute("action").split("/").slice(3).join("/");
  const fact = form.querySelector("input[type=hidden][name=fact]");
  return fact ? `${below}:${fact.value}` : below;
}

function placeOf(field) {
  const form = field.closest?.("#desk[data-ticket] form[action^='/tickets/']");
  if (!form || !field.matches(TYPED)) return null;
  const ticket = document.getElementById("desk").dataset.ticket, name = nameOf(form);
  return {
    ticket, form: name, field: field.name, key: form.elements.key?.value ?? "",
    id: `${ticket}/${name}|${field.name}`, text: field.value,
  };
}

// --- keeping ----------------------------------------------------------------------------------

function note(isKept) {
  const state = document.getElementById("kept");
  if (state) state.textContent = isKept ? state.dataset.kept : state.dataset.unkept;
}

function keepSoon(place, after = SOON) {
  clearTimeout(unsaved.get(place.id)?.timer);
  const turn = () => (underWay.has(place.id) ? keepSoon(place) : keep(place)); // never overtaken
  unsaved.set(place.id, { place, timer: setTimeout(turn, after) });
}

async function keep(place) {
  const { ticket, form, field, key, id } = place, text = typed.get(id) ?? "";
  unsaved.delete(id);
  underWay.add(id);
  try {
    const answer = await fetch(`/tickets/${ticket}/drafts`, {
      method: "POST", keepalive: true, redirect: "error", headers: { "X-CSRF-Token": token() },
      body: new URLSearchParams({ form, field, key, text }),
    });
    if (answer.status >= 500) throw new Error(answer.status);
    if (text === typed.get(id)) note(answer.ok);
    if (answer.status === 200) heardCount(text, await answer.json());
  } catch {
    note(false);
    if (!unsaved.has(id) && typed.has(id)) keepSoon(place, AGAIN);
  } finally {
    underWay.delete(id);
  }
}

document.addEventListener("input", (event) => {
  const place = placeOf(event.target);
  if (!place) return;
  typed.set(place.id, event.target.value);
  keepSoon(place);
});

addEventListener("pagehide", () => {
  for (const { place, timer } of [...unsaved.values()]) {
    clearTimeout(timer);
    keep(place);
  }
});

// --- sending ----------------------------------------------------------------------------------

const fieldsOf = (form) => [...form.querySelectorAll(TYPED)].map(placeOf).filter(Boolean);

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.elt.matches?.("form")) return;
  for (const { id, text } of fieldsOf(event.detail.elt)) {
    clearTimeout(unsaved.get(id)?.timer);
    unsaved.delete(id);
    sent.set(id, text);
  }
});

// What was accepted is no draft any more; this must be known before the page is put together. What
// somebody typed on meanwhile is the next one. What was refused is one still, as it was sent.
function accept({ id }) {
  const now = typed.get(id) ?? "", taken = sent.get(id) ?? "";
  const rest = now.startsWith(taken) ? now.slice(taken.length).trimStart() : now;
  clearTimeout(unsaved.get(id)?.timer);
  unsaved.delete(id);
  if (rest === "") typed.delete(id);
  else {
    typed.set(id, rest);
    leftOver.add(id);
  }
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig.elt;
  if (!form.matches?.("form")) return;
  for (const place of fieldsOf(form)) {
    if (event.detail.xhr.status < 300) accept(place);
    else if (typed.has(place.id)) keepSoon(place);
  }
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(failure, (event) => {
    if (!event.detail.elt.matches?.("form")) return;
    for (const place of fieldsOf(event.detail.elt)) if (typed.has(place.id)) keepSoon(place, AGAIN);
  });
}

// --- coming back --------------------------------------------------------------------------------

function bringBack() {
  const desk = document.getElementById("desk");
  if (!desk?.dataset.ticket) return;
  const kept = JSON.parse(desk.dataset.drafts);
  for (const field of desk.querySelectorAll(TYPED)) {
    const place = placeOf(field);
    const text = place && (typed.get(place.id) ?? kept[`${place.form}|${place.field}`]);
    if (!text || field.value !== field.defaultValue) continue;
    field.value = text;
    field.closest("details.ask")?.classList.add("drafted");
    if (leftOver.delete(place.id)) keepSoon(place);
  }
}

document.body.addEventListener("htmx:afterSettle", bringBack);
document.body.addEventListener("htmx:oobAfterSwap", bringBack);
bringBack();

// --- a note that belongs to no ticket -----------------------------------------------------------

// It names nobody, and stays in this browser until it is signed or its writer logs out.
const placeOfNote = (field) => `draft:${field.dataset.draft}`;

function bringBackNote() {
  const field = document.querySelector("[data-draft]");
  if (field) field.value ||= localStorage.getItem(placeOfNote(field)) ?? "";
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.draft) localStorage.setItem(placeOfNote(target), target.value);
});
document.addEventListener("submit", ({ target }) => {
  const field = target.querySelector("[data-draft]");
  if (field) localStorage.removeItem(placeOfNote(field));
});
document.body.addEventListener("htmx:afterSettle", bringBackNote);
bringBackNote();
