/** A text with its placeholders filled; one that is missing shows its name, as amoCRM does with missing words. */
export function fill(words, name, facts = {}) {
  const text = typeof words[name] === 'string' ? words[name] : name;
  return text.replace(/\{(\w+)\}/g, (all, fact) => (fact in facts ? String(facts[fact]) : all));
}

/** How long it is until then, in hours and minutes, rounded up; both in epoch milliseconds. */
export function timeLeft(words, until, now) {
  const minutes = Math.ceil((until - now) / 60000);
  if (minutes <= 1) return fill(words, 'soon');
  if (minutes < 60) return fill(words, 'minutes', { minutes });
  return fill(words, 'hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
