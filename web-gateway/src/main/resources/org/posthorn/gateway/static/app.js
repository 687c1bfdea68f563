// Keys, ticks, live updates and small comforts. Everything works without this file as plain links and forms.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const csrf = $('meta[name="csrf-token"]')?.content;
const cookie = (name, value) => { document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`; };
const announce = (text) => { const live = $('#live'); live.textContent = ''; setTimeout(() => { live.textContent = text; }, 50); };
const panes = $('#panes');

// ---- htmx: its event names live in this block alone --------------------------------------------------------------
document.addEventListener('htmx:configRequest', (event) => { event.detail.headers['X-CSRF-Token'] = csrf; });
document.addEventListener('htmx:responseError', (event) => {
  const status = event.detail.xhr.status;
  if (status !== 401) toast(status === 404 ? 'That message is gone.' : 'That did not work. Try again in a moment.');
});
document.addEventListener('htmx:sendError', () => toast('The server does not answer. Try again in a moment.'));
// at both: what is swapped in is named before it is seen, and settling puts back what a table with an id had
document.addEventListener('htmx:afterSwap', nameCells);
document.addEventListener('htmx:afterSettle', (event) => {
  nameCells();
  if (event.detail.target?.id === 'list') afterList();
  if (event.detail.target?.id === 'toast' && $('#toast .toast-body')) { announce($('#toast .toast-body').textContent); armToast(); }
});
document.addEventListener('htmx:oobAfterSwap', (event) => {
  const message = event.detail.target?.id === 'toast' && $('#toast .toast-body'); if (message) { announce(message.textContent); armToast(); }
});
// each cell knows its column, since a narrow window shows a row as a card
function nameCells() {
  for (const table of $$('.table-wrap table')) {
    const heads = [...table.tHead.rows[0].cells].map((head) => ($('.visually-hidden', head) ? '' : head.textContent.trim()));
    for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, column) => { cell.dataset.column = heads[column]; });
    table.classList.add('stacks');
  }
}
nameCells();
const ajax = (url, target, swap) => window.htmx.ajax('GET', url, { target, swap });

function toast(text) {
  const box = $('#toast'); if (!box) return;
  const line = document.createElement('p'); line.className = 'toast-body'; line.textContent = text;
  box.replaceChildren(line); announce(text); armToast();
}
let toastTimer;
function armToast() {
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    const box = $('#toast');
    if (box?.matches(':hover, :focus-within')) armToast(); else box?.replaceChildren();
  }, 20000);
}

// ---- reading pane ------------------------------------------------------------------------------------------------
const rows = () => $$('#rows .row');
const inAdmin = document.body.classList.contains('in-admin');
const links = () => $$(inAdmin ? 'main td a.cell-strong' : '#rows .row-link');
let cursor = -1;
function current() {
  const at = links().indexOf(document.activeElement);
  return at >= 0 ? at : links().findIndex((link) => link.hasAttribute('aria-current'));
}
async function open(url, within = false) {
  await ajax(url, '#reader', 'outerHTML');
  panes.dataset.reading = 'yes';
  history.pushState({ reading: true }, '', url);
  markCurrent();
  titled();
  // from the list one comes to the subject, within a conversation to the next of its messages
  (within ? $('#opened') : $('#subject'))?.focus();
  showOpened();
}
// the opened message, where others stand above it: at once, since nothing moves that need not (reduced motion)
function showOpened() {
  const letter = $('#opened');
  if (letter?.previousElementSibling.matches('.folded, .letter')) letter.scrollIntoView({ block: 'start', behavior: 'instant' });
}
function markCurrent() {
  const opened = $('#reader-form')?.dataset.row;
  for (const row of rows()) {
    const link = $('.row-link', row);
    if (row.id !== opened) { link.removeAttribute('aria-current'); continue; }
    link.setAttribute('aria-current', 'true');
    if ($('#reader .thread').dataset.unread === 'yes') continue;
    row.classList.remove('unread');
    $('.row-who .visually-hidden', row)?.remove();
  }
}
function closeReader(at = current()) {
  const list = $('#list'); if (!list || panes.dataset.reading !== 'yes') return false;
  panes.dataset.reading = 'no';
  if (location.pathname.includes('/t/')) history.pushState({}, '', list.dataset.here);
  $('#reader').replaceChildren($('#nothing').content.cloneNode(true));
  for (const link of links()) link.removeAttribute('aria-current');
  (links()[Math.min(Math.max(at, 0), links().length - 1)] ?? $('#list-title'))?.focus();
  titled();
  return true;
}
// the tab's name follows what is looked at
function titled() {
  const shown = panes?.dataset.reading === 'yes' ? $('#reader .thread') : $('#list');
  if (shown?.dataset.title) document.title = `${shown.dataset.title} · Posthorn`;
}
document.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest('a'); if (!link) return;
  if (link.matches('.row-link, .folded, .notice a[href*="img=1"], .letter-details a[href*="as=text"]') && panes && link.pathname.includes('/t/')) {
    event.preventDefault(); open(link.pathname + link.search, !!link.closest('#reader'));
  } else if (link.id === 'back' && $('#list')) { event.preventDefault(); closeReader(); }
});
addEventListener('popstate', () => location.reload());

// ---- ticks -------------------------------------------------------------------------------------------------------
const ticks = () => $$('#rows .tick input');
function countTicks() {
  const ticked = ticks().filter((tick) => tick.checked).length;
  const all = $('#tick-all');
  if (all) { all.checked = ticked > 0 && ticked === ticks().length; all.indeterminate = ticked > 0 && ticked < ticks().length; }
  // the whole folder is offered once the whole page is ticked
  const beyond = $('#tick-beyond'), folder = $('#tick-folder');
  if (beyond) { beyond.hidden = !all?.checked; if (beyond.hidden) folder.checked = false; }
  const label = $('#ticked'); if (label) label.textContent = folder?.checked ? 'all ticked' : ticked ? `${ticked} ticked` : '';
}
let lastTick;
document.addEventListener('change', (event) => {
  if (event.target.id === 'tick-all') for (const tick of ticks()) tick.checked = event.target.checked;
  if (event.target.closest('.tick, #tick-beyond')) countTicks();
});
document.addEventListener('click', (event) => {
  const tick = event.target.closest('#rows .tick input'); if (!tick) return;
  if (event.shiftKey && lastTick) {
    const all = ticks(); const [from, to] = [all.indexOf(lastTick), all.indexOf(tick)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = tick.checked;
    countTicks();
  }
  lastTick = tick;
});
document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  if (event.target.matches('#reader-form') && event.submitter) {
    cursor = current();
    leaving = { row: `#${event.target.dataset.row}`, always: event.submitter.value === 'unread' };
  }
}, true);
let leaving;
function afterList() {
  countTicks();
  if (leaving && (leaving.always || !$(leaving.row))) closeReader(cursor); else markCurrent();
  leaving = undefined;
  titled();
  if (document.activeElement === document.body && cursor >= 0) (links()[Math.min(cursor, links().length - 1)] ?? $('#list-title'))?.focus();
}

// ---- keys (off when typing; arrows, space and paging are left to the browser) --------------------------------------
let prefix = '', prefixTimer;
const keysOn = () => localStorage.getItem('keys') !== 'off';
// another key in place of a usual one: { usual: chosen }
const chosen = () => { try { return JSON.parse(localStorage.getItem('keymap') ?? '{}'); } catch { return {}; } };
const usual = (key) => { const map = chosen(); return Object.keys(map).find((each) => map[each] === key) ?? (map[key] ? '' : key); };
const press = (id) => { const element = $(id); if (element) element.click(); return !!element; };
function act(value) {
  const reading = panes?.dataset.reading === 'yes' && !document.activeElement?.closest('#list');
  const anyTicked = ticks().some((tick) => tick.checked);
  cursor = Math.max(current(), 0);
  if (reading && !anyTicked) {
    const button = $(`#reader-form button[value="${value}"]`) ?? (value === 'star' ? $('#reader-form button[value="unstar"]') : null);
    button?.click(); return;
  }
  if (!anyTicked) { const row = rows()[current()]; if (!row) return; $('.tick input', row).checked = true; countTicks(); }
  if (value === 'star' && ticks().filter((t) => t.checked).every((t) => $('.filled', t.closest('.row')))) value = 'unstar';
  let button = $(`#list-form button[value="${value}"]`);
  if (!button && value === 'unstar') { button = $('#list-form button[value="star"]'); button.value = 'unstar'; }
  button?.click();
}
function move(step) {
  const all = links(); if (!all.length) return;
  const next = Math.min(Math.max(current() + step, 0), all.length - 1);
  all[next].focus(); all[next].closest('.row, tr').scrollIntoView({ block: 'nearest' });
}
function extend(step) {
  const row = rows()[current()]; if (row && !$('.tick input', row).checked) $('.tick input', row).click();
  move(step);
  const next = rows()[current()]; if (next && !$('.tick input', next).checked) $('.tick input', next).click();
}
function openMove() {
  const reading = panes?.dataset.reading === 'yes' && !document.activeElement?.closest('#list');
  const menu = $('.move', reading ? $('#reader') : $('#list')); if (!menu) return;
  if (!reading && !ticks().some((tick) => tick.checked)) { const row = rows()[current()]; if (!row) return; $('.tick input', row).click(); }
  menu.open = true; $('.menu-item', menu)?.focus();
}
const go = { i: 'inbox', s: 'sent', d: 'drafts', a: 'archive', t: 'trash' };
const adminGo = { u: '/admin/users', d: '/admin/domains', q: '/admin/queue', t: '/admin/trace', b: '/admin/blocklist' };
const keys = {
  j: () => move(1), k: () => move(-1), o: () => links()[current()]?.click(), c: () => { location.href = '/compose'; },
  u: () => closeReader(), Escape: () => { const menu = $('.menu[open]'); if ($('#folders.open')) { $('#nav-toggle').click(); $('#nav-toggle').focus(); return; } if (!menu) return closeReader(); menu.open = false; $('summary', menu).focus(); }, x: () => { const row = rows()[current()]; if (row) $('.tick input', row).click(); },
  e: () => act('archive'), '#': () => act('delete'), '!': () => act('junk'), s: () => act('star'), I: () => act('read'), U: () => act('unread'),
  '/': () => { const box = $('#search') ?? $('#q'); box?.focus(); box?.select(); return !!box; }, v: () => openMove(), J: () => extend(1), K: () => extend(-1),
  r: () => press('#reply'), a: () => press('#reply-all'), f: () => press('#forward'), z: () => press('#undo'),
  n: () => nextLetter(1), p: () => nextLetter(-1),
};
function nextLetter(step) {
  const all = $$('.folded, .letter'); const at = all.findIndex((element) => element.matches('.letter'));
  const next = all[at + step]; if (next?.matches('.folded')) next.click();
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
  if (event.key === 'Escape' && event.target.matches('#search, #q')) { event.target.blur(); (links()[0] ?? $('#list-title'))?.focus(); return; }
  if (event.target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog')) return;
  const key = usual(event.key);
  if (prefix) {
    const first = prefix; prefix = ''; clearTimeout(prefixTimer);
    if (first === 'g' && inAdmin && adminGo[key]) location.href = adminGo[key];
    else if (first === 'g' && go[key]) location.href = `/mail/${go[key]}`;
    else if (first === '*' && (key === 'a' || key === 'n')) { for (const tick of ticks()) tick.checked = key === 'a'; countTicks(); }
    else return;
    event.preventDefault(); return;
  }
  if (key === 'g' || key === '*') { prefix = key; prefixTimer = setTimeout(() => { prefix = ''; }, 1500); return; }
  if (key === '?') { event.preventDefault(); $('#help').showModal(); return; }
  if (keys[key] && !document.body.classList.contains('in-compose')) { if (keys[key]() !== false) event.preventDefault(); }
});

// ---- shell ---------------------------------------------------------------------------------------------------------
$('#help-open')?.addEventListener('click', () => $('#help').showModal());
for (const [id, name] of [['#keys-on', 'keys'], ['#keys-flash', 'keyflash']]) {
  const box = $(id); if (!box) continue;
  box.checked = localStorage.getItem(name) !== 'off';
  box.addEventListener('change', () => localStorage.setItem(name, box.checked ? 'on' : 'off'));
}
const keyMap = $('#key-map');
if (keyMap) for (const [key, what] of Object.entries({ j: 'next', k: 'previous', o: 'open', x: 'tick', e: 'archive', '#': 'delete', '!': 'junk', s: 'star', v: 'move', r: 'reply', a: 'reply to all', f: 'forward', z: 'undo', c: 'compose' })) {
  const label = document.createElement('label'); label.className = 'field';
  const words = document.createElement('span'); words.textContent = `${what} (${key})`;
  const field = document.createElement('input'); field.maxLength = 1; field.value = chosen()[key] ?? ''; field.autocomplete = 'off';
  field.addEventListener('input', () => {
    const map = chosen(); if (field.value) map[key] = field.value; else delete map[key];
    localStorage.setItem('keymap', JSON.stringify(map)); announce('Saved.');
  });
  label.append(words, field); keyMap.append(label);
}
// shows the key of a button after a click of the mouse
document.addEventListener('click', (event) => {
  const button = event.detail > 0 && localStorage.getItem('keyflash') !== 'off' && keysOn() && event.target.closest('[title*="("]');
  const key = button && /\(([^)]+)\)$/.exec(button.title)?.[1]; if (!key || key.length > 8) return;
  const hint = document.createElement('kbd'); hint.className = 'key-flash'; hint.textContent = key; hint.ariaHidden = 'true';
  const at = button.getBoundingClientRect(); hint.style.setProperty('left', `${at.left}px`); hint.style.setProperty('top', `${at.bottom + 4}px`);
  document.body.append(hint); setTimeout(() => hint.remove(), 1200);
});
$('#theme-toggle')?.addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark'; cookie('theme', root.dataset.theme);
});
$('#nav-toggle')?.addEventListener('click', (event) => {
  const shown = $('#folders').classList.toggle('open'); event.currentTarget.setAttribute('aria-expanded', shown);
});
document.addEventListener('click', (event) => { for (const menu of $$('.menu[open]')) if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]');
  if (button) copy(button, $(button.dataset.copy));
});
// a browser has no clipboard for a site without encryption: what was to be copied is selected there
async function copy(button, source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    says(button, 'Copied');
  } catch {
    getSelection().selectAllChildren(source);
    says(button, 'Selected');
  }
}
function says(button, word) {
  announce(`${word}.`);
  button.dataset.label ??= button.textContent;
  button.textContent = word;
  setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
}

// ---- live ----------------------------------------------------------------------------------------------------------
let refreshTimer, announced = 0, waiting = [];
function refresh() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => {
    const list = $('#list'); if (!list || list.dataset.live !== 'yes') return;
    if (ticks().some((tick) => tick.checked) || $('.move[open]')) { refreshTimer = setTimeout(refresh, 2000); return; }
    cursor = links().indexOf(document.activeElement);
    ajax(list.dataset.here, '#list', 'morph:outerHTML');
  }, 150);
}
function heard(change) {
  for (const message of change.added ?? []) waiting.push(message.from);
  const pause = Math.max(0, announced + 10000 - Date.now());
  if (waiting.length) setTimeout(() => {
    if (!waiting.length) return;
    announced = Date.now();
    announce(waiting.length === 1 ? `1 new message from ${waiting[0]}` : `${waiting.length} new messages, the last from ${waiting.at(-1)}`);
    waiting = [];
  }, pause);
  refresh();
}
function listen() {
  const state = $('#connection');
  const source = new EventSource('/events');
  const offline = setTimeout(() => { if (source.readyState !== EventSource.OPEN) state.hidden = false; }, 4000);
  source.addEventListener('open', () => { clearTimeout(offline); state.hidden = true; document.documentElement.dataset.live = 'on'; });
  source.addEventListener('changed', (event) => heard(JSON.parse(event.data)));
  source.addEventListener('resync', refresh);
  source.addEventListener('error', () => {
    document.documentElement.dataset.live = 'off';
    setTimeout(() => { if (source.readyState !== EventSource.OPEN) state.hidden = false; }, 4000);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { listen(); refresh(); }, 10000);
  });
  addEventListener('pagehide', () => source.close());
}
if (panes && $('#list')) { markCurrent(); countTicks(); showOpened(); listen(); }
if ($('.toast-body')) { announce($('.toast-body').textContent); armToast(); }
