// What people and things are called on the page.

import { hotlines, people } from "./people.js";
import { TAGS, spoken, word } from "./words.js";

export function nameOf(person) {
  if (person.name) return person.name;
  return person.role ? word(person.role) : word("phone", { n: people.indexOf(person) + 1 });
}

// Whoever has this number: somebody on the page, the hotline, or the number itself.
export function called(number) {
  const known = people.find((one) => one.number === number);
  if (known) return nameOf(known);
  if (!number) return word("application");
  return hotlines.includes(number) ? word("hotline") : number;
}

export const clock = (at) => new Date(at).toLocaleTimeString(TAGS[spoken()], { hour: "2-digit", minute: "2-digit" });

export const clockWithSeconds = (at) => new Date(at).toLocaleTimeString(TAGS[spoken()]);

export const day = (at) => new Date(at).toLocaleDateString(TAGS[spoken()], { day: "numeric", month: "numeric", year: "numeric" });

export function lasting(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function element(tag, kind, text) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}
