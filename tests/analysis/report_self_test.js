'use strict';
// Clicks its way through a report and says in #self-test what it found; put into a copy of the page by
// report_program_test.cpp, in its head, so that it hears of every error.
(function () {
  const {expect, $, pause} = selfTest;
  const input = (element, value) => { element.value = value; element.dispatchEvent(new Event('input')); };

  function tables() {
    const table = document.querySelector('table.data');
    const column = 1;
    const button = table.querySelectorAll('thead th')[column].querySelector('button');
    const values = () => [...table.tBodies[0].rows].map((row) => row.cells[column].dataset.value)
        .filter((value) => value !== '').map(Number);
    button.click();
    const once = values();
    const rising = once.every((value, i) => i === 0 || once[i - 1] <= value);
    const falling = once.every((value, i) => i === 0 || once[i - 1] >= value);
    expect('a table sorts', once.length > 1 && (rising || falling));
    button.click();
    expect('and the other way', values().join() === once.reverse().join());
    expect('and says so', /ascending|descending/.test(button.parentNode.getAttribute('aria-sort')));
    const filter = document.querySelector('input.row-filter');
    if (filter !== null) {
      input(filter, 'no such row');
      const shown = [...document.querySelectorAll('tr')].filter((row) => row.hidden).length;
      expect('rows are filtered', shown >= 10);
      input(filter, '');
    }
  }

  function figures() {
    const all = [...document.querySelectorAll('figure')];
    for (const figure of all) {
      const box = figure.querySelector('svg').getBoundingClientRect();
      expect(figure.id + ' is shown', box.width > 100 && box.height > 50);
      expect(figure.id + ' fits', box.right <= document.documentElement.clientWidth + 1);
      expect(figure.id + ' has a caption', figure.querySelector('figcaption').textContent.length > 20);
      figure.querySelector('button.enlarge').click();
      expect(figure.id + ' is enlarged', $('zoom').open && $('zoom').querySelector('svg') !== null);
      const before = $('zoom').querySelector('svg').getBoundingClientRect().width;
      $('zoom').dispatchEvent(new KeyboardEvent('keydown', {key: '+'}));
      expect(figure.id + ' grows', $('zoom').querySelector('svg').getBoundingClientRect().width > before);
      $('zoom-close').click();
    }
    return all.length;
  }

  async function runs() {
    const rows = () => [...$('run-rows').rows];
    const all = rows().length;
    input($('run-text'), 'segmentation/t060');
    expect('runs are filtered by name', rows().length === 1);
    input($('run-text'), '');
    input($('run-kind'), 'cache');
    expect('runs are filtered by kind', rows().length === 2);
    input($('run-kind'), '');
    $('run-table').querySelector('th button').click();
    $('run-table').querySelector('th button').click();
    expect('runs sort', rows()[0].cells[0].textContent.startsWith('sf_ratio/t060'));
    for (const id of ['segmentation/t000', 'cache/t000']) {
      location.hash = '#run=' + encodeURIComponent(id);
      await pause();
      expect(id + ' is shown', $('run-title').textContent === id);
      expect(id + ' has its log', $('run').querySelector('pre').textContent.includes('line 60 of'));
      expect(id + ' has 50 lines', $('run').querySelector('pre').textContent.split('\n').length === 50);
    }
    location.hash = '#run=segmentation/t000';
    await pause();
    expect('curves', $('run').querySelectorAll('.curves svg path').length === 3);
    location.hash = '#run=nobody';
    await pause();
    expect('an unknown run is said', $('run').textContent.includes('no run nobody'));
    return all;
  }

  // As on a phone: what is wider than the page must scroll in a box of its own.
  function narrow() {
    document.body.style.width = '360px';
    expect('a wide table scrolls', selfTest.fits(360, '.scroll, svg, pre', '.scroll, pre, figure > svg') > 0);
    document.body.style.width = '';
  }

  selfTest.run(async () => {
    tables();
    const text = 'figures ' + figures() + ', rows ' + await runs();
    narrow();
    return text;
  });
})();
