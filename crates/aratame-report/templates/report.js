'use strict';
(function () {
  var byId = function (id) { return document.getElementById(id); };
  var state = new URLSearchParams(location.hash.slice(1));
  var root = document.documentElement;

  function keep(name, value) {
    if (value) { state.set(name, value); } else { state.delete(name); }
    history.replaceState(null, '', '#' + state.toString());
  }

  var isDark = function () {
    var chosen = root.getAttribute('data-theme');
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  };
  if (state.get('theme')) { root.setAttribute('data-theme', state.get('theme') === 'dark' ? 'dark' : 'light'); }
  byId('theme').addEventListener('click', function () {
    var next = isDark() ? 'light' : 'dark';
    root.setAttribute('data-theme', next);
    keep('theme', next);
  });
  byId('print').addEventListener('click', function () { window.print(); });

  var block = byId('data');
  if (!block) { return; }
  var data = JSON.parse(block.textContent);
  block.remove();
  var PAGE = 100;
  var ID = 0, KIND = 1, NAME = 2, PRIORITY = 3, FLAGS = 4, USES = 5, PLACES = 6, COUNT = 7, ATTRIBUTES = 8, SYSTEMS = 9;
  var assets = data.assets;
  var folderTexts = data.folders.map(function (text) { return text.toLowerCase(); });
  var useTexts = data.uses.map(function (use) { return use[0].toLowerCase(); });
  var texts = new Array(assets.length);
  var order = { priority: assets.map(function (_, at) { return at; }) };
  var page = 0;
  var found = order.priority;

  function text(at) {
    if (texts[at] === undefined) {
      var asset = assets[at];
      var places = asset[PLACES].map(function (place) { return folderTexts[place[0]] + place[1].toLowerCase(); });
      var uses = asset[USES].map(function (use) { return useTexts[use]; });
      texts[at] = (asset[NAME] + '\n' + data.kinds[asset[KIND]].join('/') + '/' + asset[ID]).toLowerCase() + '\n' + uses.join('\n') + '\n' + places.join('\n');
    }
    return texts[at];
  }

  function ordered(by) {
    if (!order[by]) {
      var key = by === 'name'
        ? function (asset) { return asset[NAME].toLowerCase(); }
        : function (asset) { return -asset[COUNT]; };
      var keys = assets.map(key);
      order[by] = order.priority.slice().sort(function (a, b) {
        return keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b;
      });
    }
    return order[by];
  }

  function element(name, content, cls) {
    var made = document.createElement(name);
    if (content !== undefined) { made.textContent = content; }
    if (cls) { made.className = cls; }
    return made;
  }

  function say(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_, name) { return values[name].toLocaleString('en'); });
  }

  function place(each) { return data.folders[each[0]] + each[1]; }

  function algorithms(asset) {
    var names = [];
    asset[USES].forEach(function (use) {
      var name = data.uses[use][0];
      if (names.indexOf(name) < 0) { names.push(name); }
    });
    return names.length > 6 ? names.slice(0, 6).join('; ') + ' … (+' + (names.length - 6) + ')' : names.join('; ');
  }

  function detail(asset) {
    var cell = element('td');
    cell.colSpan = 6;
    var words = data.words;
    cell.append(element('p', words.id + ': ' + data.kinds[asset[KIND]][0] + '/' + asset[ID]));
    if (asset[SYSTEMS].length) {
      cell.append(element('p', words.system + ': ' + asset[SYSTEMS].map(function (at) { return data.systems[at][1]; }).join(' / ')));
    }
    if (asset[USES].length) {
      cell.append(element('h4', words.uses));
      var table = element('table');
      var head = element('tr');
      words.useColumns.forEach(function (title) { head.append(element('th', title)); });
      table.append(head);
      asset[USES].forEach(function (at) {
        var use = data.uses[at];
        var line = element('tr');
        use.slice(0, 6).forEach(function (value) { line.append(element('td', value)); });
        var verdicts = element('td');
        use[6].forEach(function (verdict) {
          var one = element('div');
          one.append(element('span', verdict[1], 'status ' + verdict[2]), ' ' + verdict[0] + ': ' + verdict[3] + ' — ' + verdict[4]);
          verdicts.append(one);
        });
        line.append(verdicts);
        table.append(line);
      });
      cell.append(table);
    }
    cell.append(element('h4', words.places));
    var list = element('ul');
    asset[PLACES].forEach(function (each) { list.append(element('li', place(each))); });
    var more = asset[COUNT] - asset[PLACES].length;
    if (more > 0) { list.append(element('li', say(words.more, { n: more }))); }
    cell.append(list);
    if (asset[ATTRIBUTES].length) {
      cell.append(element('h4', words.attributes));
      var attributes = element('ul');
      asset[ATTRIBUTES].forEach(function (each) { attributes.append(element('li', each[0] + ': ' + each[1])); });
      cell.append(attributes);
    }
    var row = element('tr', undefined, 'detail');
    row.append(cell);
    return row;
  }

  function row(at) {
    var asset = assets[at];
    var made = element('tr', undefined, 'row');
    var priority = data.priorities[asset[PRIORITY]];
    var status = element('td');
    status.append(element('span', priority[1], 'status ' + priority[2]));
    var open = element('button', asset[NAME]);
    open.type = 'button';
    open.setAttribute('aria-expanded', 'false');
    var name = element('td');
    name.append(open);
    var count = element('td', asset[COUNT].toLocaleString('en'), 'number');
    made.append(status, element('td', data.kinds[asset[KIND]][1]), name, element('td', algorithms(asset)),
      element('td', asset[PLACES].length ? place(asset[PLACES][0]) : ''), count);
    made.addEventListener('click', function () {
      var next = made.nextElementSibling;
      var isOpen = next && next.className === 'detail';
      if (isOpen) { next.remove(); } else { made.after(detail(asset)); }
      open.setAttribute('aria-expanded', String(!isOpen));
    });
    return made;
  }

  function show() {
    var pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    var rows = document.createDocumentFragment();
    found.slice(page * PAGE, page * PAGE + PAGE).forEach(function (at) { rows.append(row(at)); });
    if (!found.length) {
      var cell = element('td', data.words.none);
      cell.colSpan = 6;
      var none = element('tr');
      none.append(cell);
      rows.append(none);
    }
    byId('list').tBodies[0].replaceChildren(rows);
    byId('count').textContent = say(data.words.shown, { n: found.length, all: assets.length });
    byId('page').textContent = say(data.words.page, { n: page + 1, all: pages });
    byId('earlier').disabled = page === 0;
    byId('later').disabled = page === pages - 1;
  }

  function inSystem(asset, id) {
    if (id === '-') { return asset[SYSTEMS].length === 0; }
    return asset[SYSTEMS].some(function (at) { return data.systems[at][0] === id; });
  }

  function filter() {
    var words = byId('q').value.toLowerCase().split(/\s+/).filter(Boolean);
    var kind = byId('kind').value, priority = byId('priority').value, system = byId('system').value;
    var flags = (byId('broken').checked ? 1 : 0) | (byId('vulnerable').checked ? 2 : 0);
    found = ordered(byId('sort').value).filter(function (at) {
      var asset = assets[at];
      if (kind && data.kinds[asset[KIND]][0] !== kind) { return false; }
      if (priority && data.priorities[asset[PRIORITY]][0] !== priority) { return false; }
      if (system && !inSystem(asset, system)) { return false; }
      if ((asset[FLAGS] & flags) !== flags) { return false; }
      return words.every(function (word) { return text(at).indexOf(word) >= 0; });
    });
    page = 0;
    show();
  }

  var fields = ['q', 'kind', 'priority', 'system', 'sort', 'broken', 'vulnerable'];
  function remember() {
    fields.forEach(function (id) {
      var field = byId(id);
      keep(id, field.type === 'checkbox' ? (field.checked ? '1' : '') : (id === 'sort' && field.value === 'priority' ? '' : field.value));
    });
  }
  function options(id, entries, used) {
    entries.forEach(function (entry, at) {
      if (!used[at]) { return; }
      var option = element('option', entry[1] + ' (' + used[at].toLocaleString('en') + ')');
      option.value = entry[0];
      byId(id).append(option);
    });
  }
  var kinds = {}, priorities = {}, systems = {}, outside = 0;
  assets.forEach(function (asset) {
    kinds[asset[KIND]] = (kinds[asset[KIND]] || 0) + 1;
    priorities[asset[PRIORITY]] = (priorities[asset[PRIORITY]] || 0) + 1;
    asset[SYSTEMS].forEach(function (at) { systems[at] = (systems[at] || 0) + 1; });
    if (!asset[SYSTEMS].length) { outside += 1; }
  });
  options('kind', data.kinds, kinds);
  options('priority', data.priorities, priorities);
  if (data.systems.length) {
    byId('system-label').hidden = false;
    options('system', data.systems.concat([['-', data.words.noSystem]]), Object.assign({}, systems, { [data.systems.length]: outside }));
  }
  fields.forEach(function (id) {
    var field = byId(id);
    if (!state.get(id)) { return; }
    if (field.type === 'checkbox') { field.checked = true; } else { field.value = state.get(id); }
  });
  var waiting;
  // Not every browser tells of a choice as of an input.
  ['input', 'change'].forEach(function (kind) {
    byId('filter').addEventListener(kind, function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { remember(); filter(); }, 120);
    });
  });
  byId('filter').addEventListener('submit', function (event) { event.preventDefault(); });
  byId('filter').addEventListener('reset', function () {
    setTimeout(function () { remember(); filter(); }, 0);
  });
  byId('earlier').addEventListener('click', function () { page -= 1; show(); });
  byId('later').addEventListener('click', function () { page += 1; show(); });
  filter();
  if (state.get('open')) {
    var first = document.querySelector('#list tr.row');
    if (first) { first.click(); }
  }
  root.setAttribute('data-ready', '1');
})();
