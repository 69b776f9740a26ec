// Before Streamlit has connected: says what is wrong where it cannot. Streamlit itself shows an empty page then.

const PATIENCE = 12000; // ms; a server that has just been started needs some seconds
const WORDS = {
  en: "The page has not arrived. If it stays like this, the network between you and the server lets no WebSocket through:"
    + " reload, try another network, or ask whoever runs it to allow WebSockets.",
  ko: "페이지가 아직 도착하지 않았어요. 계속 이렇다면 네트워크가 WebSocket을 막고 있는 거예요."
    + " 새로고침하거나 다른 네트워크를 써 보거나, 관리자에게 WebSocket을 허용해 달라고 부탁하세요.",
};

const arrived = () => document.querySelector("h1");

setTimeout(() => {
  if (arrived()) return;
  const note = Object.assign(document.createElement("div"), { id: "arrival" });
  note.setAttribute("role", "alert");
  note.style.cssText = "position:fixed;inset:1rem 1rem auto;z-index:999999;padding:1rem;font:1rem sans-serif;background:#fff3cd;"
    + "color:#332701;border:1px solid #997404;border-radius:0.5rem";
  const korean = navigator.language.startsWith("ko");
  for (const lang of korean ? ["ko", "en"] : ["en", "ko"]) {
    note.append(Object.assign(document.createElement("p"), { lang, textContent: WORDS[lang] }));
  }
  document.body.append(note);
  const waiting = setInterval(() => {
    if (!arrived()) return;
    note.remove();
    clearInterval(waiting);
  }, 500);
}, PATIENCE);
