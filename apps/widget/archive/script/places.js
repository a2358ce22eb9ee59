import { element, isDarkColour, makePlace, paint } from './place.js';

/** All places of a page that show the button. `code` is the widget's, and a part of every id. */
export function makePlaces({ code, words, css }) {
  let places = [];

  return {
    /** Puts a place under `parent` unless it is there; what another life of the widget left is replaced. */
    ensure(name, parent, options) {
      const id = `fh-${name}-${code()}`;
      if (!parent || places.some(({ root }) => root.id === id && root.isConnected)) return;
      const left = document.getElementById(id);
      if (left) left.remove();
      const place = makePlace(id, words(), options);
      place.root.dataset.fhCode = code();
      parent.append(place.root);
      places.push(place);
    },
    ensureStyle() {
      const id = `fh-style-${code()}`;
      if (!document.getElementById(id)) document.head.append(element('style', { id }, css));
    },
    draw(view, isOpen) {
      const isDark = isPageDark();
      places = places.filter(({ root }) => root.isConnected);
      for (const place of places) paint(place, view, words(), { isOpen, isDark });
    },
    haveFocus() {
      return places.some(({ root }) => root.contains(document.activeElement));
    },
    /** Takes everything away that carries the widget's ids. */
    remove() {
      places = [];
      for (const node of document.querySelectorAll(`[id^="fh-"][id$="-${code()}"]`)) node.remove();
    },
  };
}

function isPageDark() {
  const found = [document.body, document.documentElement]
    .map((node) => isDarkColour(window.getComputedStyle(node).backgroundColor))
    .find((isDark) => isDark !== null);
  return found === undefined ? false : found;
}
