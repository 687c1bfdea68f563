// The editor of formatted text: Squire, with DOMPurify before everything that comes into it. What it makes is cleaned
// again by the server, whose list of elements is the one that counts.
const root = document.getElementById('rich');
const field = document.getElementById('html');
const tools = document.getElementById('rich-tools');
const allowed = {
  ALLOWED_TAGS: ['a', 'b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'code', 'pre', 'br', 'hr', 'p', 'div', 'span', 'h1', 'h2', 'h3', 'ul', 'ol', 'li',
    'blockquote', 'sub', 'sup', 'table', 'thead', 'tbody', 'tr', 'td', 'th'],
  ALLOWED_ATTR: ['href'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:)/i,
};
// Squire marks the selection in its undo states with hidden inputs of its own
const own = { ...allowed, ALLOWED_TAGS: [...allowed.ALLOWED_TAGS, 'input'], ALLOWED_ATTR: ['href', 'type', 'id'] };
// a parsed document is inert; every other way of markup into this page goes through the list
window.trustedTypes?.createPolicy('default', {
  createHTML: (html, _, sink) => (sink.startsWith('DOMParser') ? html : window.DOMPurify.sanitize(html, own)),
  createScriptURL: () => { throw new TypeError('no'); },
});
const clean = (html) => document.importNode(window.DOMPurify.sanitize(html, { ...allowed, RETURN_DOM_FRAGMENT: true }), true);

const editor = new window.Squire(root, { blockTag: 'DIV', sanitizeToDOMFragment: clean });
editor.setHTML(field.value);
editor.moveCursorToStart();
root.tabIndex = 0;
// Tab leaves the editor (WCAG 2.1.2); brackets move list items
editor.setKeyHandler('Tab', null);
editor.setKeyHandler('Shift-Tab', null);
for (const modifier of ['Ctrl', 'Meta']) {
  editor.setKeyHandler(`${modifier}-]`, (self, event) => { event.preventDefault(); self.increaseListLevel(); });
  editor.setKeyHandler(`${modifier}-[`, (self, event) => { event.preventDefault(); self.decreaseListLevel(); });
  editor.setKeyHandler(`${modifier}-k`, (self, event) => { event.preventDefault(); formats.link[1](); });
}

const within = (path) => () => new RegExp(`(^|>)${path}(?=[.#[>]|$)`).test(editor.getPath());
const switched = (is, on, off) => [is, () => (is() ? off() : on())];
const formats = {
  bold: switched(() => editor.hasFormat('B'), () => editor.bold(), () => editor.removeBold()),
  italic: switched(() => editor.hasFormat('I'), () => editor.italic(), () => editor.removeItalic()),
  underline: switched(() => editor.hasFormat('U'), () => editor.underline(), () => editor.removeUnderline()),
  strike: switched(() => editor.hasFormat('S'), () => editor.strikethrough(), () => editor.removeStrikethrough()),
  bullets: switched(within('UL'), () => editor.makeUnorderedList(), () => editor.removeList()),
  numbers: switched(within('OL'), () => editor.makeOrderedList(), () => editor.removeList()),
  quote: switched(within('BLOCKQUOTE'), () => editor.increaseQuoteLevel(), () => editor.decreaseQuoteLevel()),
  link: switched(() => editor.hasFormat('A'), () => {
    const address = window.prompt('Address of the link', 'https://');
    if (address && /^(https?:|mailto:|tel:)/i.test(address)) editor.makeLink(address);
  }, () => editor.removeLink()),
  clear: [null, () => editor.removeAllFormatting()],
};
function show() {
  for (const button of tools.querySelectorAll('[aria-pressed]')) button.setAttribute('aria-pressed', String(!!formats[button.dataset.format][0]()));
}
tools.addEventListener('mousedown', (event) => event.preventDefault());
tools.addEventListener('click', (event) => {
  const button = event.target.closest('[data-format]'); if (!button) return;
  formats[button.dataset.format][1](); editor.focus(); show();
});
// one stop for Tab, arrows within (WAI-ARIA toolbar)
const stops = [...tools.querySelectorAll('button')];
for (const [at, stop] of stops.entries()) stop.tabIndex = at ? -1 : 0;
tools.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]; if (!step) return;
  const next = stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length];
  for (const stop of stops) stop.tabIndex = stop === next ? 0 : -1;
  next.focus(); event.preventDefault();
});
editor.addEventListener('pathChange', show);
editor.addEventListener('select', show);
editor.addEventListener('input', () => {
  field.value = editor.getHTML();
  field.dispatchEvent(new Event('input', { bubbles: true }));
});
if (root.dataset.focus === 'yes') editor.focus();
