// « Option de mise à niveau » over the page that it was asked from, instead of on a page of its own.
// Comes after palier.js, whose shut it uses.
const popup = document.getElementById('popup');
let turn = 0; // an answer that comes after the next question is too late

// The part of another page that the popup is for; false where that page has none.
const show = async answer => {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const option = page.getElementById('option');
  if (!option) return false;
  popup.querySelector('section')?.remove();
  popup.append(option);
  if (!popup.open) popup.showModal();
  option.querySelector('[role=alert], :checked, a').focus();
  return true;
};

const open = async link => {
  const mine = ++turn, menu = link.closest('.menu');
  if (menu) shut(menu); // the focus comes back to where it was
  const answer = await fetch(link.href).catch(() => null);
  if (mine != turn) return;
  if (!answer || !await show(answer).catch(() => false)) location = link.href;
};

addEventListener('click', e => {
  const link = e.target.closest('a');
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  if (popup.open && 'close' in link.dataset) popup.close();
  else if ('popup' in link.dataset) open(link);
  else return;
  e.preventDefault();
});

// Done: on to where the answer leads. Refused: the new price in the same place. Anything else is
// a page of its own, and sending a price twice does no harm.
popup.addEventListener('submit', async e => {
  const form = e.target;
  if (form.method == 'dialog') return;
  e.preventDefault();
  if (form.sent) return;
  form.sent = true;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: 'POST', body }).catch(() => null);
  if (answer?.redirected) location = answer.url;
  else if (!answer || !await show(answer).catch(() => false)) form.submit();
});

// Whoever comes back to this page finds the popup closed: what it showed may be over.
addEventListener('pageshow', e => {
  if (e.persisted) popup.close();
});
