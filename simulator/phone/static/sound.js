// What the browser lends a telephone: a voice that reads aloud, a bell, and an ear.

import { TAGS, spoken } from "./words.js";

const BELL = [425, 450]; // Hz, together
const BEEP = 1000, BEEP_SECONDS = 0.5;
const RING = 1.2, PAUSE = 2.4; // seconds
const Ear = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

const voiceFor = (language) => {
  const start = language.slice(0, 2).toLowerCase();
  return globalThis.speechSynthesis?.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(start));
};

export const hasVietnamese = () => voiceFor("vi") !== undefined;
export const hasEar = () => Ear !== undefined;

export const whenVoicesCome = (then) => globalThis.speechSynthesis?.addEventListener?.("voiceschanged", then);

// Says nothing where there is no voice for the language.
export function readAloud(text, language) {
  const voice = voiceFor(language || TAGS[spoken()]);
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  speechSynthesis.speak(said);
}

// One bell for the page: it rings while anybody's telephone rings aloud.
const ringing = new Set();
let sound = null;

export function ring(phone, wanted) {
  if (wanted) ringing.add(phone);
  else ringing.delete(phone);
  if (ringing.size && !sound) sound = strike();
  if (!ringing.size && sound) {
    sound.close();
    sound = null;
  }
}

function strike() {
  const context = new AudioContext();
  const loudness = context.createGain();
  loudness.gain.value = 0;
  loudness.connect(context.destination);
  for (const pitch of BELL) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(loudness);
    tone.start();
  }
  for (let at = 0; at < 120; at += PAUSE) {
    loudness.gain.setTargetAtTime(0.06, at, 0.02);
    loudness.gain.setTargetAtTime(0, at + RING, 0.02);
  }
  return context;
}

// As short as at the carrier.
export function beep() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = BEEP;
  loudness.gain.value = 0.06;
  tone.connect(loudness).connect(context.destination);
  tone.onended = () => context.close();
  tone.start();
  tone.stop(BEEP_SECONDS);
}

// Listens to one sentence; rejects when nothing was understood or nobody may listen.
export function hear() {
  return new Promise((heard, failed) => {
    const ear = new Ear();
    ear.lang = TAGS[spoken()];
    ear.onresult = (event) => heard(event.results[0][0].transcript);
    ear.onerror = failed;
    ear.onend = failed; // nothing when words came before
    ear.start();
  });
}
