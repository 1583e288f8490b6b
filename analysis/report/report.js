'use strict';
// Makes the page's tables sortable, its figures large, and its runs visible. Whatever comes from the study is only ever
// set as text.
(function () {
  const $ = (id) => document.getElementById(id);
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    for (const child of children) element.append(child);
    return element;
  }

  // Sorting: numbers by their digits, gaps last in either direction. Text by natural order.
  const words = new Intl.Collator('en', {numeric: true});
  function compare(a, b, isNumber, sign) {
    if (a === '' || a === null || b === '' || b === null) return (a === '' || a === null) - (b === '' || b === null);
    return sign * (isNumber ? Number(a) - Number(b) : words.compare(a, b));
  }
  // Turns a heading into a button; `sort(sign)` is called when it is pressed.
  function sortable(heading, first, sort) {
    const button = make('button', {type: 'button'});
    button.append(...heading.childNodes);
    heading.append(button);
    heading.setAttribute('aria-sort', 'none');
    button.addEventListener('click', () => {
      const now = heading.getAttribute('aria-sort');
      const next = now === 'none' ? first : now === 'ascending' ? 'descending' : 'ascending';
      for (const other of heading.parentNode.children) other.setAttribute('aria-sort', 'none');
      heading.setAttribute('aria-sort', next);
      sort(next === 'ascending' ? 1 : -1);
    });
  }
  const valueOf = (cell) => cell === undefined ? '' :
      cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();

  function enhanceTable(table) {
    const headings = [...table.querySelectorAll('thead th')];
    headings.forEach((heading, column) => {
      const isNumber = heading.dataset.type !== 'text';
      sortable(heading, heading.dataset.better === 'up' ? 'descending' : 'ascending', (sign) => {
        for (const body of table.tBodies) {
          const rows = [...body.rows].filter((row) => !row.classList.contains('block-title'));
          rows.sort((a, b) => compare(valueOf(a.cells[column]), valueOf(b.cells[column]), isNumber, sign));
          body.append(...rows);
        }
      });
    });
    const rows = [...table.querySelectorAll('tbody tr:not(.block-title)')];
    if (rows.length < 15) return;
    const input = make('input', {type: 'search', class: 'row-filter'});
    const box = make('div', {class: 'tools'}, make('label', {}, 'Filter rows', input));
    (table.closest('.scroll') || table).before(box);
    input.addEventListener('input', () => {
      const wanted = input.value.toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }

  // Figures: a dialog that scrolls; + and - and 0 on the keyboard, the wheel with Ctrl.
  const dialog = $('zoom');
  let zoomed = null, naturalWidth = 1, scale = 1;
  function setScale(value) {
    scale = Math.min(12, Math.max(0.1, value));
    zoomed.setAttribute('width', naturalWidth * scale);
    zoomed.removeAttribute('height');
    $('zoom-scale').textContent = Math.round(scale * 100) + ' %';
  }
  function fit() {
    setScale(Math.max(0.1, dialog.querySelector('.stage').clientWidth / naturalWidth));
  }
  function openFigure(figure) {
    const svg = figure.querySelector('svg');
    zoomed = svg.cloneNode(true);
    naturalWidth = svg.viewBox.baseVal.width;
    $('zoom-title').textContent = figure.dataset.title;
    dialog.querySelector('.stage').replaceChildren(zoomed);
    dialog.showModal();
    fit();
  }
  $('zoom-in').addEventListener('click', () => setScale(scale * 1.3));
  $('zoom-out').addEventListener('click', () => setScale(scale / 1.3));
  $('zoom-fit').addEventListener('click', fit);
  $('zoom-close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', (event) => {
    if (event.key === '+' || event.key === '=') setScale(scale * 1.3);
    else if (event.key === '-') setScale(scale / 1.3);
    else if (event.key === '0') fit();
  });
  dialog.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    setScale(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15));
  }, {passive: false});
  for (const figure of document.querySelectorAll('figure')) {
    const button = make('button', {type: 'button', class: 'tool enlarge'}, 'Enlarge');
    button.setAttribute('aria-label', 'Enlarge: ' + figure.dataset.title);
    button.addEventListener('click', () => openFigure(figure));
    figure.append(button);
  }

  document.querySelectorAll('table.data').forEach(enhanceTable);

  // Runs: an index that is read at once, and a line of details per run that is read when somebody looks.
  const index = JSON.parse($('run-index').textContent);
  const runs = index.runs.map((values, at) =>
      Object.assign({at: at}, Object.fromEntries(index.columns.map((name, i) => [name, values[i]]))));
  const position = new Map(runs.map((run, i) => [run.id, i]));
  let lines = null;
  function detailsOf(i) {
    if (lines === null) lines = $('run-details').textContent.trim().split('\n');
    return JSON.parse(lines[i]);
  }
  const shownNumber = (value) => value === null ? '–' : String(Number(value.toPrecision(4)));

  const pageSize = 100;
  let limit = pageSize, order = null;
  const filters = {text: $('run-text'), state: $('run-state'), kind: $('run-kind')};
  function chosen() {
    const text = filters.text.value.toLowerCase();
    const list = runs.filter((run) => (filters.state.value === '' || run.state === filters.state.value) &&
        (filters.kind.value === '' || run.kind === filters.kind.value) &&
        (text === '' || run.id.toLowerCase().includes(text) || (run.cause || '').toLowerCase().includes(text)));
    if (order) list.sort((a, b) => compare(a[order.name], b[order.name], order.isNumber, order.sign) || a.at - b.at);
    return list;
  }
  function showRuns() {
    const list = chosen();
    const body = $('run-rows');
    body.replaceChildren(...list.slice(0, limit).map((run) => {
      const link = make('a', {href: '#run=' + encodeURIComponent(run.id)}, run.id);
      const metric = run.value === null && run.metric === '' ? '' : run.metric + ' ' + shownNumber(run.value);
      return make('tr', {},
          make('th', {scope: 'row'}, link), make('td', {'data-type': 'text', class: 'state-' + run.state}, run.state),
          make('td', {}, run.wall_s === null ? '' : run.wall_s.toFixed(1)), make('td', {'data-type': 'text'}, metric),
          make('td', {'data-type': 'text', class: 'cause'}, run.cause || ''));
    }));
    $('run-count').textContent = list.length + ' of ' + runs.length + ' runs' +
        (list.length > limit ? ', the first ' + limit + ' shown' : '');
    $('run-more').hidden = list.length <= limit;
  }
  for (const element of Object.values(filters))
    element.addEventListener('input', () => { limit = pageSize; showRuns(); });
  $('run-more').addEventListener('click', () => { limit += 5 * pageSize; showRuns(); });
  for (const heading of document.querySelectorAll('#run-table thead th'))
    sortable(heading, 'ascending', (sign) => {
      order = {name: heading.dataset.column, isNumber: heading.dataset.type === 'number', sign: sign};
      showRuns();
    });
  for (const [name, values] of [['state', runs.map((run) => run.state)], ['kind', runs.map((run) => run.kind)]])
    for (const value of new Set(values)) filters[name].append(make('option', {value: value}, value));

  // Curves of one run.
  const svgNamespace = 'http://www.w3.org/2000/svg';
  function shape(parent, tag, attributes, text) {
    const element = document.createElementNS(svgNamespace, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }
  function niceStep(range, most) {
    const power = Math.pow(10, Math.floor(Math.log10(range / most)));
    return [1, 2, 5, 10].map((factor) => factor * power).find((step) => range / step <= most);
  }
  function chart(title, epochs, series) {
    const left = 62, top = 34, width = 480, height = 280, right = 12, bottom = 44;
    const values = series.flatMap((one) => one.values.filter((value) => value !== null));
    if (values.length === 0) return null;
    const svg = document.createElementNS(svgNamespace, 'svg');
    for (const [name, value] of Object.entries({viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'font-size': '12',
      'font-family': 'DejaVu Sans, Verdana, sans-serif', 'aria-label': title})) svg.setAttribute(name, value);
    let low = Math.min(...values), high = Math.max(...values);
    if (low === high) { low -= 0.5; high += 0.5; }
    const step = niceStep(high - low, 5);
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
    const first = epochs[0], last = Math.max(epochs[epochs.length - 1], first + 1);
    const x = (epoch) => left + (width - left - right) * (epoch - first) / (last - first);
    const y = (value) => top + (height - top - bottom) * (1 - (value - low) / (high - low));
    shape(svg, 'text', {x: left, y: 16, 'font-weight': 'bold'}, title);
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    for (let value = low; value <= high + step / 2; value += step) {
      shape(svg, 'line', {x1: left, x2: width - right, y1: y(value), y2: y(value), stroke: '#dddddd'});
      shape(svg, 'text', {x: left - 6, y: y(value) + 4, 'text-anchor': 'end', 'font-size': 11}, value.toFixed(decimals));
    }
    const epochStep = Math.max(1, niceStep(last - first, 8));
    for (let epoch = Math.ceil(first / epochStep) * epochStep; epoch <= last; epoch += epochStep)
      shape(svg, 'text', {x: x(epoch), y: height - bottom + 16, 'text-anchor': 'middle', 'font-size': 11}, epoch);
    shape(svg, 'text', {x: (left + width) / 2, y: height - 8, 'text-anchor': 'middle'}, 'epoch');
    let at = width - right;
    for (const one of [...series].reverse()) {
      at -= 7.2 * one.name.length;
      shape(svg, 'text', {x: at, y: 16}, one.name);
      shape(svg, 'line', {x1: at - 30, x2: at - 5, y1: 12, y2: 12, stroke: one.colour, 'stroke-width': 2,
        'stroke-dasharray': one.dash});
      at -= 42;
    }
    for (const one of series) {
      let path = '', pen = 'M';
      one.values.forEach((value, i) => {
        if (value === null) { pen = 'M'; return; }
        path += pen + x(epochs[i]).toFixed(1) + ' ' + y(value).toFixed(1);
        pen = 'L';
      });
      shape(svg, 'path', {d: path, fill: 'none', stroke: one.colour, 'stroke-width': 2, 'stroke-dasharray': one.dash});
      if (one.values.length === 1 && one.values[0] !== null)
        shape(svg, 'circle', {cx: x(epochs[0]), cy: y(one.values[0]), r: 4, fill: one.colour});
    }
    return svg;
  }

  function showRun(id) {
    const box = $('run');
    const i = position.get(id);
    if (i === undefined) {
      box.replaceChildren(make('p', {class: 'note'}, 'There is no run ' + id + ' in this study.'));
      return;
    }
    const run = runs[i], details = detailsOf(i);
    const parts = [make('h3', {tabindex: '-1', id: 'run-title'}, run.id)];
    const facts = make('ul', {class: 'facts'});
    const add = (text) => facts.append(make('li', {}, text));
    add('state: ' + run.state);
    if (run.wall_s !== null) add('wall time: ' + run.wall_s.toFixed(1) + ' s');
    for (const [name, value] of Object.entries(details.facts)) add(name + ': ' + value);
    parts.push(facts);
    if (run.cause) parts.push(make('p', {class: 'failures'}, run.cause));
    if (details.history.length > 0) {
      const column = (k) => details.history.map((row) => row[k]);
      const curves = make('div', {class: 'curves'});
      const epochs = column(0);
      for (const svg of [
        chart('Loss', epochs, [{name: 'training', colour: '#0072b2', dash: 'none', values: column(1)},
          {name: 'validation', colour: '#d55e00', dash: '7 3', values: column(2)}]),
        chart('IoU', epochs, [{name: 'validation', colour: '#d55e00', dash: '7 3', values: column(3)}])])
        if (svg !== null) curves.append(svg);
      parts.push(curves);
    }
    const metrics = Object.entries(details.metrics);
    if (metrics.length > 0) {
      const body = make('tbody');
      for (const [name, value] of metrics)
        body.append(make('tr', {}, make('th', {scope: 'row'}, name), make('td', {}, shownNumber(value))));
      parts.push(make('details', {}, make('summary', {}, metrics.length + ' metrics'),
          make('div', {class: 'scroll'}, make('table', {}, body))));
    }
    parts.push(details.log.length > 0 ?
        make('div', {}, make('h3', {}, 'Last lines of its log'), make('pre', {tabindex: '0'}, details.log.join('\n'))) :
        make('p', {}, 'It has no log.'));
    box.replaceChildren(...parts);
    box.scrollIntoView();
    $('run-title').focus({preventScroll: true});
  }
  function followHash() {
    if (!location.hash.startsWith('#run=')) return;
    let id = location.hash.slice(5);
    try { id = decodeURIComponent(id); } catch (error) { /* as it is */ }
    showRun(id);
  }
  window.addEventListener('hashchange', followHash);
  showRuns();
  followHash();
})();
