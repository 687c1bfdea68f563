// Saves the draft while it is written, and makes Send safe: a save under way ends before the message goes.
const form = document.getElementById('compose');
const state = document.getElementById('save-state');
const files = document.getElementById('file');
const text = document.getElementById('text');
const rich = document.getElementById('rich');
const inert = new DOMParser();
let changed = false, saving, timer, sending = false, warned = false;

const say = (words) => { state.textContent = words; };
const forgotten = document.getElementById('forgotten');
const amount = (octets) => (octets < 1024000 ? `${Math.ceil(octets / 1024)} kB` : `${(octets / 1048576).toFixed(octets < 10485760 ? 1 : 0)} MB`);
// says aloud why a file is not there; none is kept in the form, which would fail at Send again
function notAttached(why) {
  const names = [...files.files].map((file) => `${file.name} (${amount(file.size)})`).join(', ');
  const line = document.createElement('p'), words = document.createElement('span');
  line.className = 'notice bad'; words.textContent = `Not attached: ${names}. ${why}`; line.append(words);
  document.getElementById('not-attached').replaceChildren(line);
  files.value = '';
}
const clock = () => new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

async function save(extra) {
  if (sending) return;
  clearTimeout(timer);
  await saving;
  changed = false;
  const data = new FormData(form);
  if (!extra?.files) data.delete('file');
  data.set('do', extra?.action ?? 'save');
  say(extra?.files ? 'Attaching…' : 'Saving…');
  saving = fetch('/compose', { method: 'POST', body: data, headers: { 'X-Save': 'background', 'HX-Request': 'true' } })
    .then(async (answer) => {
      const body = await answer.text();
      if (!answer.ok) {
        const why = body.length < 300 ? body : 'Not saved.';
        if (!extra?.files) { say(why); return; }
        say(''); notAttached(why);
        changed = true; timer = setTimeout(save, 3000);
        return;
      }
      form.elements.draft.value = answer.headers.get('X-Draft') ?? '';
      const attached = inert.parseFromString(body, 'text/html').getElementById('attached');
      document.getElementById('attached').replaceWith(document.adoptNode(attached));
      if (extra?.files) { files.value = ''; document.getElementById('not-attached').replaceChildren(); }
      if (document.querySelector('.attached')) { forgotten.hidden = true; warned = false; }
      say(`Saved ${clock()}`);
    })
    .catch(() => { changed = true; say('Not saved: the server does not answer.'); });
  await saving;
}

form.addEventListener('input', (event) => {
  if (event.target === files) return;
  changed = true;
  say('');
  clearTimeout(timer);
  timer = setTimeout(save, 3000);
});
files.addEventListener('change', () => {
  if (!files.files.length) return;
  const whole = [...files.files].reduce((sum, file) => sum + file.size, 0);
  if (whole > Number(form.dataset.most)) notAttached(`A message can carry about ${form.dataset.limit}.`);
  else save({ files: true });
});
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden' && changed) save(); });

// submits the form once a save under way has ended
async function leave(action, words) {
  clearTimeout(timer);
  await saving;
  sending = true;
  say(words);
  document.getElementById('submit_action')?.remove();
  const button = document.createElement('input');
  button.type = 'hidden'; button.name = 'do'; button.value = action; button.id = 'submit_action';
  form.append(button);
  HTMLFormElement.prototype.submit.call(form);
}

form.addEventListener('submit', (event) => {
  const action = event.submitter?.value ?? 'send';
  if (event.defaultPrevented) return;
  if (action === 'save' || action.startsWith('remove:')) { event.preventDefault(); save({ action }); return; }
  if (sending) { event.preventDefault(); return; }
  if (action === 'discard') { sending = true; clearTimeout(timer); return; }
  if (action.startsWith('format:')) { event.preventDefault(); leave(action, ''); return; }
  const written = text ? text.value.split(/^>/m)[0] : [...rich.children].filter((block) => !block.matches('blockquote')).map((block) => block.textContent).join(' ');
  const promised = /\b(attached|attachment|enclosed)\b/i.test(written);
  if (promised && !warned && !document.querySelector('.attached') && !files.files.length) {
    event.preventDefault(); warned = true; forgotten.hidden = false; return;
  }
  event.preventDefault();
  leave('send', 'Sending…');
});
addEventListener('pageshow', () => { sending = false; document.getElementById('submit_action')?.remove(); });
form.addEventListener('keydown', (event) => {
  // Enter in a field of one line sends nothing: mail that left cannot be called back
  if (event.key === 'Enter' && event.target.matches('input:not([type=file])') && !event.ctrlKey && !event.metaKey) event.preventDefault();
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); document.getElementById('send').click(); }
});
if (text && document.activeElement === text) text.setSelectionRange(0, 0);

// ---- who is meant: people who wrote before (a combobox, WAI-ARIA; without it one types the whole address) -----------
for (const field of ['to', 'cc', 'bcc'].map((id) => document.getElementById(id))) {
  const list = document.createElement('ul');
  list.id = `${field.id}-people`; list.className = 'people'; list.role = 'listbox'; list.ariaLabel = 'People'; list.hidden = true;
  field.after(list);
  field.role = 'combobox'; field.ariaAutoComplete = 'list'; field.ariaExpanded = 'false';
  field.setAttribute('aria-controls', list.id);
  let wait, chosen = -1;
  const options = () => [...list.children];
  const start = () => Math.max(field.value.lastIndexOf(',', field.selectionStart - 1), field.value.lastIndexOf(';', field.selectionStart - 1)) + 1;
  const close = () => { list.hidden = true; field.ariaExpanded = 'false'; field.removeAttribute('aria-activedescendant'); chosen = -1; };
  const choose = (at) => {
    chosen = at;
    for (const [n, option] of options().entries()) option.ariaSelected = String(n === at);
    if (at >= 0) field.setAttribute('aria-activedescendant', options()[at].id); else field.removeAttribute('aria-activedescendant');
  };
  const take = (option) => {
    const from = start(), rest = field.value.slice(field.selectionStart).replace(/^[^,;]*[,;]?\s*/, '');
    const before = `${field.value.slice(0, from)}${from ? ' ' : ''}${option.dataset.written}, `;
    field.value = before + rest;
    field.setSelectionRange(before.length, before.length);
    close(); field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const ask = async () => {
    const typed = field.value.slice(start(), field.selectionStart).trim();
    if (typed.length < 2) { close(); return; }
    const answer = await fetch(`/compose/people?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer?.ok || document.activeElement !== field) return;
    const people = await answer.json();
    list.replaceChildren(...people.map((person, n) => {
      const option = document.createElement('li');
      option.role = 'option'; option.id = `${list.id}-${n}`; option.ariaSelected = 'false'; option.dataset.written = person.written;
      const name = document.createElement('strong'); name.textContent = person.name || person.address;
      option.append(name);
      if (person.name) { const address = document.createElement('span'); address.className = 'muted'; address.textContent = person.address; option.append(' ', address); }
      option.addEventListener('mousedown', (event) => { event.preventDefault(); take(option); });
      return option;
    }));
    list.hidden = !people.length; field.ariaExpanded = String(!!people.length);
    choose(-1);
  };
  field.addEventListener('input', (event) => { if (event.isTrusted) { clearTimeout(wait); wait = setTimeout(ask, 150); } });
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose((chosen + step + options().length) % options().length); }
    // Tab only takes what was gone to: a bare name, such as bob, is an address of its own here
    else if (((event.key === 'Tab' && chosen >= 0) || event.key === 'Enter') && !event.ctrlKey && !event.metaKey) { event.preventDefault(); take(options()[Math.max(chosen, 0)]); }
    else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); }
  });
}
