// The console's news, as /api/control/events tells them. A browser opens six connections to a server at most, so that
// all tabs share one stream: the tab that holds a lock reads it and passes on what it says. A hidden tab lets go of it.

const events = ["mail", "journal", "request", "captcha", "world"];
const shortest = 1000;
const longest = 30_000;
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("parcours-console") : null;

/// Another tab may have to show something anew that the server does not tell of.
export function tellOthers(name) {
  others?.postMessage({ news: name });
}

// Reads the stream until the function that it returns is called. The browser itself tries again after a lost connection,
// but not after an answer that is none, such as 503: then we do, at growing intervals.
function read(tell) {
  let source;
  let timer = 0;
  let wait = shortest;
  const open = () => {
    source = new EventSource("/api/control/events");
    source.onopen = () => {
      wait = shortest;
      tell({ state: "live", news: "world" }); // whatever was missed meanwhile
    };
    source.onerror = () => {
      tell({ state: "away" });
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, longest);
    };
    for (const name of events) source.addEventListener(name, () => tell({ news: name }));
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/// Calls `news(name)` and `state("live" or "away")` as long as the tab can be seen.
export function listen({ news, state }) {
  let leads = false;
  let current = "away";
  let ended = null;
  const hear = (told) => {
    if (told.state) state((current = told.state));
    if (told.news) news(told.news);
  };
  const lead = (signal) => new Promise((done) => {
    if (signal.aborted) return done();
    leads = true;
    const close = read((told) => {
      hear(told);
      others?.postMessage(told);
    });
    signal.addEventListener("abort", () => {
      leads = false;
      close();
      done();
    });
  });
  const begin = () => {
    ended = new AbortController();
    const { signal } = ended;
    if (navigator.locks && others) {
      navigator.locks.request("parcours-console", { signal }, () => lead(signal)).catch(() => {}); // not needed any more
      others.postMessage({ asks: true });
    } else {
      lead(signal); // on an address that browsers take for insecure there are no locks
    }
  };
  others?.addEventListener("message", ({ data }) => {
    if (data.asks && leads) others.postMessage({ state: current });
    else if (!document.hidden) hear(data);
  });
  document.addEventListener("visibilitychange", () => {
    ended?.abort();
    ended = null;
    if (document.hidden) return;
    begin();
    news("world"); // whatever was missed meanwhile
  });
  if (!document.hidden) begin();
}
