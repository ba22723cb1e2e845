// What the server tells an open page: that it beats, that something is new in the house or about
// one's own calls, that nothing is heard.
"use strict";

const stream = document.getElementById("stream");
const SILENCE = 4500; // milliseconds without a beat before the header says so
const PAUSE = 1000; // milliseconds before a lost line is tried again

let latest = Number(document.body.dataset.latest); // how far the journal was when this was drawn
let own = null, lastBeat = Date.now(), source = null, breaks = 0, nextTry = null;
let isLost = false; // the line, since its last beat
let left = -Infinity; // when a form was sent whose answer is another page

function listen() {
  clearTimeout(nextTry);
  source?.close();
  source = new EventSource(document.body.dataset.events);
  source.addEventListener("beat", hear);
  source.addEventListener("error", listenAgain);
  source.addEventListener("ended", () => { if (!talks() && !leaves()) location.reload(); });
}

// Whoever makes a wallboard of a screen ends their own log-in by it: the answer that brings the new
// one must not be broken off. If none comes, the next try of the line tells the end again.
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) left = Date.now();
});
const leaves = () => Date.now() - left < SILENCE;

// The window that rings is left by nothing in the middle of a call.
const talks = () => document.querySelector("#softphone[data-talks]") !== null;

document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  if (talks() && event.detail.xhr.getResponseHeader("HX-Redirect")) event.preventDefault();
});

// The server ends every stream after a minute, and a call may ring just then: no moment is lost.
// Twice without a beat between is a lost line.
function listenAgain() {
  source.close();
  breaks += 1;
  if (breaks > 1) lose();
  nextTry = setTimeout(listen, breaks > 1 ? PAUSE : 0);
}

function lose() {
  isLost = true;
  say("lost", stream.dataset.lost);
}

function say(state, words) {
  stream.className = `stream ${state}`;
  if (stream.textContent !== words) stream.textContent = words; // read out once
}

function hear(event) {
  const beat = JSON.parse(event.data);
  ahead = beat.now - Date.now();
  lastBeat = Date.now();
  breaks = 0;
  if (Date.now() - unsentAt > READ) say("on", stream.dataset.live);
  else say("lost", stream.dataset.unsent);
  if (beat.latest !== latest || isLost) refresh();
  if (beat.own !== own || isLost) document.dispatchEvent(new Event("stirs"));
  ({ latest, own } = beat);
  isLost = false;
}

// A line can die without breaking: then nothing is heard of it, not even an error.
function watch() {
  const silent = Date.now() - lastBeat;
  if (silent < SILENCE) return;
  lose();
  if (silent > 3 * SILENCE) {
    lastBeat = Date.now() - SILENCE; // a fresh connection is given its time
    listen();
  }
}

function refresh() {
  const live = document.getElementById("live");
  if (live) htmx.trigger(live, "news");
}

// A part in which somebody points, types or selects waits until they look away.
const isBusy = (part) =>
  part.matches(":hover, :focus-within") || part.querySelector("details.ask[open]") !== null;

// A look that was on its way when somebody opened another ticket brings what stands on the one before:
// one child's story never takes the place of another's.
const isOfAnother = (part, fresh) => part.dataset.of !== fresh.dataset.of;

document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const part = detail.target;
  const another = isOfAnother(part, detail.fragment.firstElementChild);
  if (!another && !isBusy(part)) return;
  detail.shouldSwap = false;
  part.dataset.stale = ""; // asked for again soon, now of the ticket that is open
  if (!another) part.querySelector(".news")?.removeAttribute("hidden");
});

function catchUp() {
  const stale = [...document.querySelectorAll("[data-stale]")];
  if (stale.length && stale.some((part) => !isBusy(part))) refresh();
}

// --- what could not be sent ---------------------------------------------------------------

const READ = 10000; // milliseconds for which that stays to be read, unless it is sent after all
let unsentAt = -Infinity;
const looks = ({ requestConfig }) => "X-Live" in requestConfig.headers; // nobody pressed anything

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(failure, ({ detail }) => {
    if (looks(detail)) return;
    unsentAt = Date.now();
    say("lost", stream.dataset.unsent);
  });
}

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && !looks(detail)) unsentAt = -Infinity;
});

listen();
setInterval(watch, 500);
setInterval(catchUp, 1000);
