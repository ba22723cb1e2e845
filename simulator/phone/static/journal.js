// The log of the network, as sentences: what people do, and on demand what the machines say.

import { called, clockWithSeconds, element } from "./names.js";
import { ask } from "./network.js";
import { knows, word } from "./words.js";

const MOST = 300;
const SID = /^[A-Z]{2}[0-9a-f]{32}$/;
const TECHNICAL = /^(webhook|rest|warning|fault)/;

const box = document.getElementById("journal");
const list = document.getElementById("entries");
const last = document.getElementById("latest");
const technical = document.getElementById("technical");
const subjects = new Map(); // whose call or text a sid is
let entries = [], read = 0;

// `latest` is how far the ledger goes.
export async function follow(latest) {
  if (read === latest) return;
  if (latest < read) [entries, read] = [[], 0]; // the network began anew
  const after = Math.max(read, latest - MOST);
  const more = (await ask(`/_sim/ledger?after=${after}`)).entries;
  more.forEach(learn);
  entries = [...entries, ...more].slice(-MOST);
  read = entries.at(-1)?.id ?? latest;
  show();
}

export function show() {
  const wanted = entries.filter((entry) => technical.checked || !TECHNICAL.test(entry.kind));
  const latest = wanted.at(-1);
  last.textContent = latest ? `${clockWithSeconds(latest.at)} · ${sentence(latest)}` : "";
  if (!box.open) return;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...wanted.map(written));
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function written(entry) {
  const item = element("li", entry.kind.split(".")[0]);
  const time = element("time", "", clockWithSeconds(entry.at));
  time.dateTime = entry.at;
  item.append(time, " ", element("span", "", sentence(entry)));
  return item;
}

function learn(entry) {
  if (!entry.kind.endsWith(".created")) return;
  const theirs = entry.direction === "inbound" ? entry.from_ : entry.to;
  subjects.set(entry.subject, theirs);
}

function who(subject) {
  if (subjects.has(subject)) return called(subjects.get(subject));
  return SID.test(subject) ? `${subject.slice(0, 2)}…${subject.slice(-4)}` : called(subject);
}

function sentence(entry) {
  const name = knows(`log_${entry.kind}`) ? `log_${entry.kind}` : "log_other";
  return word(name, {
    ...entry,
    from: called(entry.from_ ?? ""),
    to: called(entry.to ?? ""),
    subject: who(entry.subject ?? ""),
    other: who(entry.other ?? ""),
    who: entry.call ? who(entry.call) : "",
    words: `“${entry.text ?? entry.body ?? entry.url ?? ""}”`,
    signal: knows(`signal_${entry.signal}`) ? word(`signal_${entry.signal}`) : "",
    status: knows(`state_${entry.status}`) ? word(`state_${entry.status}`) : entry.status,
    event: knows(`event_${entry.event}`) ? word(`event_${entry.event}`) : entry.event,
  }).replace(/ {2,}/g, " ");
}

box.addEventListener("toggle", () => {
  show();
  list.scrollTop = list.scrollHeight;
});
technical.addEventListener("change", show);
