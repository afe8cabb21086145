// The menus of every page; they open and close without it, too.
const shut = menu => {
  menu.open = false;
  menu.querySelector('summary').focus();
};

addEventListener('click', e => {
  for (const menu of document.querySelectorAll('.menu[open]'))
    if (!menu.contains(e.target)) menu.open = false;
});

// An open menu hides what lies below it: it closes when the focus leaves it.
addEventListener('focusout', e => {
  const menu = e.target.closest('.menu[open]');
  if (menu && e.relatedTarget && !menu.contains(e.relatedTarget)) menu.open = false;
});

addEventListener('keydown', e => {
  const menu = e.key == 'Escape' && document.querySelector('.menu[open]');
  if (menu) shut(menu);
});
