'use strict';
// What the scripts share that use a page and say in #self-test what they found; browser.cpp puts it before each.
const selfTest = (function () {
  const faults = [];
  const expect = (what, is) => { if (!is) faults.push(what); };
  window.addEventListener('error', (event) => faults.push('error: ' + event.message));
  document.addEventListener('securitypolicyviolation', (event) => faults.push('policy: ' + event.violatedDirective));
  for (const name of ['error', 'warn']) console[name] = (...values) => faults.push(name + ': ' + values.join(' '));
  window.alert = () => faults.push('a script of the data ran');

  // A box that scrolls sideways shows it by shadows at its edges, which nothing in it hides.
  function saysThatItScrolls(box) {
    const style = getComputedStyle(box);
    const cells = [...box.querySelectorAll('th, td:not(.best)')];
    return style.backgroundImage.split('linear-gradient').length === 5 &&
        style.backgroundAttachment === 'local, local, scroll, scroll' &&
        cells.every((cell) => getComputedStyle(cell).backgroundColor === 'rgba(0, 0, 0, 0)');
  }

  return {
    expect,
    $: (id) => document.getElementById(id),
    pause: () => new Promise((done) => setTimeout(done, 100)),
    // What is wider than `most` pixels must scroll in a box of its own: `boxes`; what is `inside` these is not looked
    // at. Returns how many scroll.
    fits(most, inside, boxes) {
      for (const element of document.querySelectorAll('header *, main *')) {
        if (element.closest(inside) !== null && !element.matches(boxes)) continue;
        const right = element.getBoundingClientRect().right;
        expect(element.tagName + ' ' + element.id + '.' + element.className + ' ends at ' + right + ' of ' + most,
            right <= most + 1);
      }
      const scrolled = [...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth);
      for (const box of scrolled) expect(box.getAttribute('aria-label') + ' says that it scrolls', saysThatItScrolls(box));
      return scrolled.length;
    },
    // Runs `steps` once the page is there; they return the text to begin the answer with.
    run(steps) {
      window.addEventListener('load', async () => {
        let text = '';
        try {
          text = await steps();
        } catch (error) {
          faults.push('exception: ' + error.message);
        }
        const answer = document.createElement('pre');
        answer.id = 'self-test';
        answer.textContent = text + ', ' + (faults.length === 0 ? 'all well' : faults.join('; '));
        document.body.append(answer);
      });
    },
  };
})();
