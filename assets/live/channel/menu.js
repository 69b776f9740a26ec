// A phone's menu lies over the page. Streamlit leaves it open when a page was chosen: it closes.

addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-testid=stSidebarNavLink]")) return;
  setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click());
});
