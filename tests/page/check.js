// What a reader does with the page of `kith theory`, done by a browser: `.ci/run` puts this script at the
// end of a page and reads from the document what it writes there.
(function () {
  "use strict";
  var wrong = [];
  var list = function (selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  };
  var hold = function (right, what) { if (!right) { wrong.push(what); } };
  var rows = function () { return list(".cmo tbody tr"); };
  var shown = function () { return rows().filter(function (row) { return !row.hidden; }); };
  var form = document.getElementById("filter");
  var choose = function (key, value) {
    form.elements[key].value = value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  hold(!form.hidden, "the form is hidden");
  hold(rows().length > 10, "there are few rows");
  hold(shown().length === rows().length, "some rows are hidden at first");

  // Each filter leaves what fits, in the table and below it alike.
  ["paper", "level", "setting", "verdict", "class"]
    .map(function (key) { return [key, rows()[0].dataset[key].split("; ")[0]]; })
    .forEach(function (pair) {
      choose(pair[0], pair[1]);
      hold(shown().length > 0 && shown().length < rows().length, pair[0] + " filters nothing");
      hold(shown().every(function (row) {
        return row.dataset[pair[0]].split("; ").indexOf(pair[1]) >= 0;
      }), pair[0] + " leaves what does not fit");
      var articles = list("article").filter(function (it) { return !it.hidden; });
      hold(articles.length === shown().length, pair[0] + " filters claims otherwise than rows");
      hold(form.querySelector("output").textContent.indexOf(shown().length + " of ") === 0, "the count is wrong");
      choose(pair[0], "");
    });
  choose("words", "wary stranger");
  hold(shown().length === 1 && shown()[0].id === "row-A004", "words find another claim");
  choose("words", "");

  // Heads of columns are buttons; they sort up, then down, and say so.
  list(".cmo thead th").forEach(function (head, column) {
    var button = head.querySelector("button");
    hold(button !== null && button.type === "button", "column " + column + " has no button");
    var sorted = function (down) {
      var cells = rows().map(function (row) { return row.children[column].textContent.toLowerCase(); });
      return cells.every(function (cell, at) {
        return at === 0 || (down ? cells[at - 1] >= cell : cells[at - 1] <= cell);
      });
    };
    button.click();
    hold(head.getAttribute("aria-sort") === "ascending" && sorted(false), "column " + column + " does not sort");
    button.click();
    hold(head.getAttribute("aria-sort") === "descending" && sorted(true), "column " + column + " does not turn");
    hold(list(".cmo th[aria-sort]").length === 1, "two columns say that they sort");
  });

  // Every arrow that is a link leads to a row, and shows it though it was filtered away.
  var links = list(".diagram a.arrow");
  hold(links.length > 10, "few arrows are links");
  links.forEach(function (link) {
    hold(document.getElementById(link.getAttribute("href").slice(1)) !== null, link.getAttribute("href") + " is nowhere");
    hold(link.getAttribute("aria-label").length > 5, "an arrow says nothing");
  });
  list("a[href^='#']").forEach(function (link) {
    hold(document.getElementById(link.getAttribute("href").slice(1)) !== null, link.getAttribute("href") + " is nowhere");
  });

  // No word lies on another, and none leaves its picture.
  list(".wide > svg.diagram").forEach(function (picture) {
    var whole = picture.viewBox.baseVal;
    var texts = list("text", picture).map(function (text) { return { text: text.textContent, box: text.getBBox() }; });
    texts.forEach(function (one, at) {
      var a = one.box;
      hold(a.x >= -1 && a.x + a.width <= whole.width + 1 && a.y >= -1 && a.y + a.height <= whole.height + 1, one.text + " leaves the picture");
      texts.slice(at + 1).forEach(function (other) {
        var b = other.box;
        var meet = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1
          && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1;
        hold(!meet, one.text + " lies on " + other.text);
      });
    });
    list("rect.state", picture).forEach(function (rect) {
      var label = rect.nextElementSibling.getBBox();
      hold(label.width < rect.width.baseVal.value, rect.nextElementSibling.textContent + " is wider than its box");
    });
  });

  // The page itself never scrolls sideways; what is wide scrolls in its own frame.
  hold(document.documentElement.scrollWidth <= window.innerWidth + 1, "the page scrolls sideways");

  var said = document.createElement("pre");
  said.id = "checked";
  document.body.appendChild(said);
  // Last, because it takes a turn of the browser: a link to a row that is filtered away.
  choose("words", "no claim says this");
  var target = links[0].getAttribute("href");
  location.hash = target;
  setTimeout(function () {
    hold(!document.getElementById(target.slice(1)).hidden, "a link leads to a row that is hidden");
    said.textContent = wrong.length === 0 ? "the page holds" : "wrong: " + wrong.join("; ");
  }, 200);
})();
