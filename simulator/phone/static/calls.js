// The calls one telephone is in: what they are, for how long, and what can be done with each.

import { called, element, lasting } from "./names.js";
import { word } from "./words.js";

const DEEDS = {
  ringing: [["answer", "go"], ["decline", "stop"]],
  dialling: [["hangup", "stop"]],
  talking: [["mute", ""], ["hangup", "stop"]],
};

export function phaseOf(call) {
  if (call.state === "in-progress") return "talking";
  return call.placed ? "dialling" : "ringing";
}

export class Calls {
  #place;
  #bars = new Map();

  constructor(place) {
    this.#place = place;
  }

  show(calls, muted, now) {
    const sids = new Set(calls.map((call) => call.sid));
    for (const [sid, { bar }] of this.#bars) {
      if (sids.has(sid)) continue;
      bar.remove();
      this.#bars.delete(sid);
    }
    for (const call of calls) this.#put(call, muted);
    this.count(now);
  }

  // How long people have been talking.
  count(now) {
    for (const { bar, call } of this.#bars.values()) {
      const time = bar.querySelector("time");
      if (time) time.textContent = lasting((now - Date.parse(call.since)) / 1000);
    }
  }

  clear() {
    this.#bars.clear();
    this.#place.replaceChildren();
  }

  #put(call, muted) {
    const facts = JSON.stringify([call.state, muted, called(call.other)]);
    const known = this.#bars.get(call.sid);
    if (known?.facts === facts) return;
    const bar = written(call, muted);
    const focused = known?.bar.contains(document.activeElement);
    this.#bars.set(call.sid, { bar, facts, call });
    if (known) known.bar.replaceWith(bar);
    else this.#place.append(bar);
    // Whoever answered by keyboard goes on with the telephone itself.
    if (focused) this.#place.closest(".phone").focus();
  }
}

function written(call, muted) {
  const phase = phaseOf(call);
  const bar = element("div", `call ${phase}`);
  const sentence = { ringing: "rings", dialling: "dials", talking: "talks" }[phase];
  const what = element("p", "what", word(sentence, { other: called(call.other) }));
  if (phase === "talking") what.append(" ", element("time"));
  const acts = element("div", "acts");
  acts.append(...DEEDS[phase].map(([deed, kind]) => button(deed, kind, call, muted)));
  bar.append(what, acts);
  return bar;
}

function button(deed, kind, call, muted) {
  const made = element("button", kind, word(deed === "mute" && muted ? "unmute" : deed));
  made.type = "button";
  made.dataset.act = deed;
  made.dataset.sid = call.sid;
  if (deed === "mute") made.setAttribute("aria-pressed", String(muted));
  return made;
}
