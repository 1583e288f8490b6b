'use strict';
// Uses a pack's page and says in #self-test what it found; put into a copy of the page of looked_at_pack.h by
// test_pack_page.cpp, in its head, so that it hears of every error.
(function () {
  const {expect, $, pause} = selfTest;
  const set = (id, value) => {
    if ($(id).type === 'checkbox') $(id).checked = value; else $(id).value = value;
    $(id).dispatchEvent(new Event('input'));
  };
  const shown = () => [...document.querySelectorAll('.card')].filter((card) => !card.hidden)
      .map((card) => card.querySelector('h3').textContent).join();

  function filters() {
    expect('all are shown', shown() === 'a,b,c');
    for (const [id, value, wanted] of [['filter-patient', '0', 'a,b'], ['filter-view', 'none', 'c'],
      ['filter-view', 'R1', 'a,b'], ['filter-annotator', '1', 'a'], ['filter-annotator', 'none', 'c'],
      ['filter-class', '1', 'b'], ['filter-text', 'MEAN OF 2', 'a'], ['filter-remarks', true, 'b,c']]) {
      set(id, value);
      expect(id + ' ' + value + ' shows ' + shown(), shown() === wanted);
      expect('the count says so', $('count').textContent === wanted.split(',').length + ' of 3 videos');
      $('filter-reset').click();
      expect('all are shown again', shown() === 'a,b,c' && $('count').textContent === '3 videos');
    }
  }
  async function links() {
    set('filter-patient', '1');
    document.querySelector('#remarks a[href="#video-1"]').click();
    await pause();
    expect('a link shows its video', shown() === 'a,b,c');
  }
  function layers() {
    const visible = (selector) => getComputedStyle(document.querySelector('#video-1 ' + selector)).display !== 'none';
    expect('layers are shown', visible('.paint') && visible('.lines'));
    set('show-paint', false);
    expect('confidence is off', !visible('.paint') && visible('.lines'));
    set('show-lines', false);
    expect('contours are off', !visible('.lines'));
    set('show-paint', true);
    set('show-lines', true);
  }
  function pictures() {
    for (const image of document.querySelectorAll('img')) {
      expect('a picture has words, or is none', image.hasAttribute('alt'));
      expect('a picture waits until it is seen', image.loading === 'lazy');
    }
    for (const frame of document.querySelectorAll('img.frame')) {
      const box = frame.getBoundingClientRect();
      expect('a picture is shown', box.width > 100 && Math.abs(box.width / box.height - 5 / 4) < .05);
      expect('and says what it shows', frame.alt.startsWith('Frame '));
    }
    for (const box of document.querySelectorAll('select, input')) expect(box.id + ' has a name', box.labels.length === 1);
  }
  // What is wider than the page must scroll in a box of its own; narrower than any phone, too.
  function fits(width) {
    document.body.style.width = width === 0 ? '' : width + 'px';
    const most = width === 0 ? document.documentElement.clientWidth : width;
    for (const card of document.querySelectorAll('.card')) card.style.contentVisibility = 'visible';
    for (const details of document.querySelectorAll('details')) details.open = true;
    const scrolled = selfTest.fits(most, '.scroll, svg', '.scroll');
    expect('a wide table scrolls', scrolled > 0 || width === 0);
    if (width === 0)
      expect('no scrolling sideways', document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  }

  selfTest.run(async () => {
    filters();
    await links();
    layers();
    pictures();
    fits(0);
    if (innerWidth < 600) fits(390);
    if (innerWidth < 600) fits(340);
    return 'videos ' + document.querySelectorAll('.card').length;
  });
})();
