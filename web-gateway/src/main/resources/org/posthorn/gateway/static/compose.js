// Saves the draft while it is written, and makes Send safe: a save under way ends before the message goes.
const form = document.getElementById('compose');
const state = document.getElementById('save-state');
const files = document.getElementById('file');
const text = document.getElementById('text');
const inert = new DOMParser();
let changed = false, saving, timer, sending = false, warned = false;

const say = (words) => { state.textContent = words; };
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
      if (!answer.ok) { say(body.length < 300 ? body : 'Not saved.'); return; }
      form.elements.draft.value = answer.headers.get('X-Draft') ?? '';
      const attached = inert.parseFromString(body, 'text/html').getElementById('attached');
      document.getElementById('attached').replaceWith(document.adoptNode(attached));
      if (extra?.files) files.value = '';
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
files.addEventListener('change', () => { if (files.files.length) save({ files: true }); });
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden' && changed) save(); });

form.addEventListener('submit', async (event) => {
  const action = event.submitter?.value ?? 'send';
  if (event.defaultPrevented) return;
  if (action === 'save' || action.startsWith('remove:')) { event.preventDefault(); save({ action }); return; }
  if (sending) { event.preventDefault(); return; }
  if (action === 'discard') { sending = true; clearTimeout(timer); return; }
  const promised = /\b(attached|attachment|enclosed)\b/i.test(text.value.split(/^>/m)[0]);
  if (promised && !warned && !document.querySelector('.attached') && !files.files.length) {
    event.preventDefault(); warned = true; document.getElementById('forgotten').hidden = false; return;
  }
  event.preventDefault();
  clearTimeout(timer);
  await saving;
  sending = true;
  say('Sending…');
  form.submit_action?.remove();
  const button = document.createElement('input');
  button.type = 'hidden'; button.name = 'do'; button.value = 'send'; button.id = 'submit_action';
  form.append(button);
  HTMLFormElement.prototype.submit.call(form);
});
addEventListener('pageshow', () => { sending = false; document.getElementById('submit_action')?.remove(); });
form.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); document.getElementById('send').click(); }
});
if (document.activeElement === text) text.setSelectionRange(0, 0);
