// While a ticket's subject is written: the articles that may answer it.
const articles = document.getElementById('articles');
let pause;
document.getElementById('subject').addEventListener('input', ({ target }) => {
  clearTimeout(pause);
  const mine = pause = setTimeout(async () => {
    const answer = await fetch('/support/new?subject=' + encodeURIComponent(target.value)).catch(() => null);
    const page = new DOMParser().parseFromString(await answer?.text() ?? '', 'text/html');
    if (mine == pause) articles.replaceChildren(...page.getElementById('articles')?.childNodes ?? []);
  }, 300);
});
