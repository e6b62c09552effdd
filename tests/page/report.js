// What a reader and a browser do with a report: `.ci/run` puts this script at the end of a page, from which it has
// taken the policy that would forbid it, and reads from the document what it writes there.
(function () {
  "use strict";
  var wrong = [];
  var list = function (selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  };
  var hold = function (right, what) { if (!right) { wrong.push(what); } };

  // Nothing but what is asked here runs: one script set the trap, two ask.
  hold(list("script").length === 3, list("script").length + " scripts");
  hold(list("img, iframe, object, embed, base, form, input, video, audio, link, style:not(head style)").length === 0,
    "there is an element that no report has");
  list("*").forEach(function (element) {
    Array.prototype.slice.call(element.attributes).forEach(function (attribute) {
      hold(attribute.name.indexOf("on") !== 0, element.nodeName + " has " + attribute.name);
      hold(attribute.name !== "style", element.nodeName + " has a style of its own");
    });
  });

  // Names are unique, and links and labels lead to them.
  var ids = list("[id]").map(function (element) { return element.id; });
  hold(ids.length === new Set(ids).size, "a name is there twice");
  hold(list("a").length >= window.least[0], "there are few links");
  list("a").forEach(function (link) {
    var to = link.getAttribute("href");
    hold(to.charAt(0) === "#" && document.getElementById(to.slice(1)) !== null, to + " is nowhere");
  });
  list("[aria-labelledby]").forEach(function (element) {
    hold(document.getElementById(element.getAttribute("aria-labelledby")) !== null, "a label is nowhere");
  });

  // Every picture has its words, or is beside them; every picture of a sheet has its numbers.
  hold(list("figure").length >= window.least[1], "there are few pictures");
  list("svg").forEach(function (picture) {
    var words = picture.getAttribute("aria-label");
    hold(picture.getAttribute("aria-hidden") === "true" || (words && words.length > 10), "a picture says nothing");
    var room = picture.viewBox.baseVal;
    list("text", picture).forEach(function (text) {
      var box = text.getBBox();
      hold(box.x > room.x - 40 && box.x + box.width < room.width + 40, text.textContent.trim() + " leaves its picture");
    });
  });
  list(".pictures figure").forEach(function (figure) {
    hold(list("details tbody tr", figure).length > 0, figure.id + " has no numbers");
  });

  // Headings go down one step at a time.
  var before = 0;
  list("h1, h2, h3").forEach(function (heading) {
    var level = Number(heading.nodeName.charAt(1));
    hold(level <= before + 1, "a heading skips a step: " + heading.textContent);
    before = level;
  });

  // The page never scrolls sideways; what is wide scrolls in its own frame.
  hold(document.documentElement.scrollWidth <= window.innerWidth + 1, "the page scrolls sideways");

  var say = function () {
    hold(window.hits === 0, window.hits + " titles did something");
    var said = document.createElement("pre");
    said.id = "checked";
    said.textContent = wrong.length === 0 ? "the page holds" : "wrong: " + wrong.slice(0, 20).join("; ");
    document.body.appendChild(said);
  };
  // What loads late has had its chance by then.
  setTimeout(function () {
    if (typeof axe === "undefined") { say(); return; }
    axe.run(document, { resultTypes: ["violations"] }).then(function (found) {
      found.violations.forEach(function (one) {
        hold(one.impact !== "serious" && one.impact !== "critical",
          "axe: " + one.id + " at " + one.nodes[0].target.join(" "));
      });
      say();
    }, function (error) { hold(false, "axe failed: " + error); say(); });
  }, 500);
})();
