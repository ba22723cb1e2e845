// The page: its telephones, its clock and its language, and one look at the network for all of them.

import { obey } from "./keyboard.js";
import * as journal from "./journal.js";
import { called, clockWithSeconds, day, element, nameOf } from "./names.js";
import { ask, listen } from "./network.js";
import { full, join, leave, people } from "./people.js";
import { Phone } from "./phone.js";
import { whenVoicesCome } from "./sound.js";
import { LANGUAGES, speak, spoken, translate, word } from "./words.js";

const clock = document.getElementById("clock");
const main = document.getElementById("phones");
const nav = document.getElementById("jump");
const stream = document.getElementById("stream");
const elsewhere = document.getElementById("elsewhere");
const aloud = document.getElementById("aloud");
let phones = [], time = null, state = null, looking = null, again = false;

// --- looking at the network -------------------------------------------------------------------

// One look at a time; whoever asks meanwhile gets a fresh one afterwards.
async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = glance().catch(() => say("lost"));
  await looking;
  looking = null;
  if (again) {
    again = false;
    look();
  }
}

async function glance() {
  const shown = [...phones];
  const seen = await ask("/phone/handsets", { numbers: shown.map((phone) => phone.person.number) });
  const now = time ? Date.parse(time.now) : Date.now();
  seen.phones.forEach((handset, place) => {
    if (shown[place].show(handset, now)) announce(shown[place]);
  });
  showElsewhere(seen.elsewhere);
  showKnown(seen.known);
  showJump();
  await journal.follow(seen.latest);
}

function announce(phone) {
  aloud.textContent = word("ringing_at", { name: nameOf(phone.person), other: called(phone.ringing.other) });
}

function showElsewhere(calls) {
  const number = full() ? undefined : calls[0]?.number;
  if (number === undefined) {
    elsewhere.replaceChildren();
    return;
  }
  const open = element("button", "", word("open_it"));
  open.type = "button";
  open.dataset.number = number;
  replace(elsewhere, [element("span", "", word("elsewhere", { number })), open]);
}

elsewhere.addEventListener("click", (event) => {
  if (event.target.dataset.number) add({ number: event.target.dataset.number });
});

function showKnown(numbers) {
  const offered = [...new Set([...numbers, ...people.map((person) => person.number)])];
  replace(document.getElementById("known"), offered.map((number) => new Option(number, number)));
}

// On a narrow screen: every telephone in one glance.
function showJump() {
  replace(nav, phones.map((phone, place) => {
    const made = element("button", phone.state, nameOf(phone.person));
    made.type = "button";
    made.dataset.place = place;
    return made;
  }));
}

nav.addEventListener("click", (event) => {
  const phone = phones[event.target.dataset.place];
  phone?.root.scrollIntoView();
  phone?.root.focus({ preventScroll: true });
});

// What has not changed is left alone, with whatever has the focus in it.
function replace(place, made) {
  const wanted = made.map((one) => one.outerHTML).join("");
  if (place.innerHTML !== wanted) place.replaceChildren(...made);
}

// --- time -------------------------------------------------------------------------------------

function hear(beat) {
  const moved = time?.latest !== beat.latest;
  time = beat;
  showTime();
  if (moved) look();
}

function showTime() {
  if (!time) return;
  clock.textContent = clockWithSeconds(time.now);
  clock.title = day(time.now);
  for (const phone of phones) phone.bars.count(Date.parse(time.now));
}

// "live" or "lost".
function say(now) {
  if (now === state) return;
  state = now;
  stream.className = `stream ${now}`;
  stream.textContent = word(now);
}

// --- telephones -------------------------------------------------------------------------------

function show(person) {
  const phone = new Phone(person, look);
  phones.push(phone);
  main.append(phone.root);
  phone.part(".remove").addEventListener("click", () => remove(phone));
  return phone;
}

function add(facts) {
  const phone = show(join(facts));
  arrange();
  look();
  phone.part(facts.number ? ".name" : ".number").select();
}

// What it was talking about ends; what rings goes on ringing, at a telephone nobody holds.
function remove(phone) {
  phone.act("hangup", phone.call);
  leave(phone.person);
  phones = phones.filter((one) => one !== phone);
  phone.root.remove();
  arrange();
  look();
}

function arrange() {
  document.getElementById("add").disabled = full();
  for (const phone of phones) phone.label();
}

function write() {
  document.documentElement.lang = spoken();
  document.title = word("title");
  translate(document);
  const other = document.getElementById("language");
  other.textContent = word("other_language");
  other.lang = LANGUAGES.find((one) => one !== spoken());
  if (state) stream.textContent = word(state);
  showTime();
  for (const phone of phones) phone.translate();
  arrange();
  journal.show();
}

document.getElementById("add").addEventListener("click", () => add({}));
document.getElementById("later").addEventListener("click", () => ask("/_sim/clock", { forward: 60 }).catch(() => say("lost")));
document.getElementById("language").addEventListener("click", (event) => {
  speak(event.target.lang);
  write();
  look();
});
whenVoicesCome(() => phones.forEach((phone) => phone.translate()));
people.forEach(show);
obey(() => phones);
write();
listen(hear, say);
look();
