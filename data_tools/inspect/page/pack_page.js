'use strict';
// Filters the videos of a pack's page and switches the layers of their pictures.
(function () {
  const $ = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll('.card')];
  const texts = new Map();
  function textOf(card) {
    if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
    return texts.get(card);
  }
  const has = (list, value) => value === 'none' ? list === '' : list.split(' ').includes(value);
  const filters = {patient: 'patient', view: 'view', annotator: 'annotators', class: 'classes'};

  function show() {
    const text = $('filter-text').value.trim().toLowerCase();
    const wanted = Object.entries(filters).map(([name, list]) => [list, $('filter-' + name).value])
        .filter(([, value]) => value !== '');
    const remarksOnly = $('filter-remarks').checked;
    let count = 0;
    for (const card of cards) {
      const is = wanted.every(([list, value]) => has(card.dataset[list], value)) &&
          (!remarksOnly || card.dataset.remarks !== '0') && (text === '' || textOf(card).includes(text));
      card.hidden = !is;
      if (is) ++count;
    }
    $('count').textContent = (count === cards.length ? '' : count + ' of ') + cards.length +
        (cards.length === 1 ? ' video' : ' videos');
  }
  function reset() {
    for (const name of ['text', ...Object.keys(filters)]) $('filter-' + name).value = '';
    $('filter-remarks').checked = false;
    show();
  }
  function layers() {
    $('grid').classList.toggle('hide-paint', !$('show-paint').checked);
    $('grid').classList.toggle('hide-lines', !$('show-lines').checked);
  }
  // A link to a video that is filtered away shows it.
  function followHash() {
    const card = location.hash.startsWith('#video-') ? $(location.hash.slice(1)) : null;
    if (card === null) return;
    if (card.hidden) reset();
    card.scrollIntoView();
  }

  for (const name of ['text', 'remarks', ...Object.keys(filters)]) $('filter-' + name).addEventListener('input', show);
  for (const name of ['paint', 'lines']) $('show-' + name).addEventListener('input', layers);
  $('filter-reset').addEventListener('click', reset);
  window.addEventListener('hashchange', followHash);
  show();
  layers();
  followHash();
})();
