// Whose telephones are on the page: kept by this browser, so that they are there the next time.

const KEPT = "phones";
const MOST = 9;

export const hotlines = JSON.parse(document.body.dataset.hotlines);
const first = JSON.parse(document.body.dataset.phones);

// One person: `role` names them in both languages until somebody writes a `name`.
const person = ({ role = "", name = "", number = "", to = hotlines[0] ?? "", loud = false }) => ({ role, name, number, to, loud });

function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(read) && read.length ? read : first;
  } catch {
    return first;
  }
}

export const people = kept().slice(0, MOST).map(person);

export const full = () => people.length >= MOST;

export function keep() {
  localStorage.setItem(KEPT, JSON.stringify(people));
}

export function join(facts) {
  const one = person(facts);
  people.push(one);
  keep();
  return one;
}

export function leave(one) {
  people.splice(people.indexOf(one), 1);
  keep();
}
