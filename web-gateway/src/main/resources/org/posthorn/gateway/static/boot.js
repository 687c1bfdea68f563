// Runs before the page is drawn: no flash of the wrong theme, no JavaScript-only buttons without JavaScript.
(() => {
  // htmx swaps fragments that our own server rendered; who may run scripts is decided by script-src 'self'.
  if (window.trustedTypes && !document.querySelector('meta[name="rich-editor"]')) {
    window.trustedTypes.createPolicy('default', { createHTML: (s) => s, createScriptURL: () => { throw new TypeError('no'); } });
  }
  const root = document.documentElement;
  root.classList.add('js');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes('tz=' + encodeURIComponent(zone))) {
    document.cookie = 'tz=' + encodeURIComponent(zone) + '; Path=/; Max-Age=31536000; SameSite=Lax';
  }
})();
