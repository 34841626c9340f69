"use strict";

/* What all pages share: their data, the theme, and the making of elements. */
const page = {
  data: JSON.parse(document.getElementById("data").textContent),

  /* Calls `change` now and whenever the theme changes; a button with the id `theme` switches it. */
  onTheme(change) {
    const root = document.documentElement;
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = (theme) => {
      root.dataset.theme = theme;
      change(getComputedStyle(root));
    };
    let chosen = null;
    apply(system.matches ? "dark" : "light");
    system.addEventListener("change", () => chosen ?? apply(system.matches ? "dark" : "light"));
    document.getElementById("theme")?.addEventListener("click", () => {
      chosen = root.dataset.theme === "dark" ? "light" : "dark";
      apply(chosen);
    });
  },

  /* Makes an element: `page.make("li", {class: "x", onclick: f}, "text", child)`. */
  make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") element[key] = value;
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value != null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  },
};
