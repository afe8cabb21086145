// The robot check. Its sentences are in data-working, data-done and data-failed.
const robot = document.querySelector('.robot');
const box = robot.querySelector('input'), { form } = box;
const next = { working: [60000, 'failed'], done: [540000, 'idle'] }; // a solution lasts ten minutes
let turn = 0, timer, worker, waiting;

const set = (state, payload = '') => {
  turn++;
  clearTimeout(timer);
  if (next[state]) timer = setTimeout(set, next[state][0], next[state][1]);
  worker?.terminate();
  box.checked = state != 'idle'; // failed too: the question in words does instead
  form.elements.altcha.value = payload;
  robot.dataset.state = state;
  robot.querySelector('[role=status]').textContent = robot.dataset[state] || '';
  if (waiting && state != 'idle') form.requestSubmit(waiting.submitter);
  waiting = null;
};

const toggle = async () => {
  set(box.checked ? 'working' : 'idle');
  if (!box.checked) return;
  const mine = turn;
  try {
    const challenge = await (await fetch(robot.dataset.from)).json();
    if (mine != turn) return;
    worker = new Worker('/robot.js');
    worker.onerror = () => set('failed');
    worker.onmessage = ({ data: solution }) =>
      solution ? set('done', btoa(JSON.stringify({ challenge, solution }))) : set('failed');
    worker.postMessage(challenge.parameters);
  } catch {
    if (mine == turn) set('failed');
  }
};

box.addEventListener('change', toggle);
form.addEventListener('submit', e => {
  if (robot.dataset.state != 'working') return;
  e.preventDefault();
  waiting = e;
});
// A solution serves once: not again after going back or a reload.
addEventListener('pageshow', e => {
  if (e.persisted) set('idle');
  else if (robot.dataset.state == 'idle') toggle();
});
