//! `cargo xtask serve`: the page on this machine.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower_http::services::ServeFile;
use tower_http::services::fs::ServeFileSystemResponseBody;

use crate::{build, digest, page};

/// The only folders that are served.
const FOLDERS: [&str; 2] = ["www", "pkg"];

/// How long a client may take to send a request's headers. A connection on which nothing is asked is closed after that time, too.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// How long to wait before a connection is accepted again, where that failed and none of the others ends.
const RETRY: Duration = Duration::from_secs(1);

/// A file, or a text of the server's own.
type Body = Either<ServeFileSystemResponseBody, Full<Bytes>>;

/// Serves the page until Ctrl-C, after building `pkg/` if it is not of the present sources.
pub fn serve(root: &Path, port: u16, open: bool) -> Result<()> {
    // The page's own files need no building to be served.
    if let Some(reason) = digest::staleness_but_page(root)? {
        eprintln!("pkg/ must be built first: {reason}.");
        build::build(root)?;
    }
    serve_until_interrupted(root, port, open)
}

fn serve_until_interrupted(root: &Path, port: u16, open: bool) -> Result<()> {
    runtime()?.block_on(async {
        let listener = listen(port).await?;
        let url = format!("http://{}/www/", listener.local_addr()?);
        println!("RVPO Playground is at {url} (Ctrl-C ends it)");
        if open && let Err(error) = open::that_detached(&url) {
            eprintln!("no browser could be opened: {error}");
        }
        tokio::spawn(serve_forever(listener, Arc::from(root), HEADER_TIMEOUT));
        tokio::signal::ctrl_c()
            .await
            .context("cannot wait for Ctrl-C")
    })
}

/// Serves the page on a free port for as long as this program runs, and returns its address, `http://127.0.0.1:PORT`.
pub fn in_background(root: &Path) -> Result<String> {
    in_background_with(root, HEADER_TIMEOUT)
}

fn in_background_with(root: &Path, header_timeout: Duration) -> Result<String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let root = root.to_path_buf();
    std::thread::spawn(move || -> Result<()> {
        runtime()?.block_on(async {
            let listener = listen(0).await?;
            sender.send(format!("http://{}", listener.local_addr()?))?;
            serve_forever(listener, Arc::from(root), header_timeout).await;
            Ok(())
        })
    });
    receiver.recv().context("the server did not start")
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the server")
}

async fn listen(port: u16) -> Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} (another --port, or none, may help)"))
}

async fn serve_forever(listener: TcpListener, root: Arc<Path>, header_timeout: Duration) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(converse(stream, Arc::clone(&root), header_timeout));
            }
            Err(error) => {
                eprintln!("a connection failed: {error}");
                one_less(&mut connections).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Waits for the end of a connection, since it may be that too many are open, but no longer than `RETRY`: others may have made room.
async fn one_less(connections: &mut JoinSet<()>) {
    let end = async {
        if connections.join_next().await.is_none() {
            std::future::pending().await
        }
    };
    // Whichever comes first.
    let _ = tokio::time::timeout(RETRY, end).await;
}

/// Answers what is asked on a connection until it is closed.
async fn converse(stream: TcpStream, root: Arc<Path>, header_timeout: Duration) {
    let service = service_fn(|request: Request<Incoming>| async {
        Ok::<_, Infallible>(answer(&root, request).await)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .serve_connection(TokioIo::new(stream), service);
    // Browsers drop connections as they like.
    let _ = connection.await;
}

async fn answer(root: &Path, request: Request<Incoming>) -> Response<Body> {
    let method = request.method();
    let mut response = if method != Method::GET && method != Method::HEAD {
        message(
            StatusCode::METHOD_NOT_ALLOWED,
            "Only GET and HEAD are served here.\n",
        )
    } else {
        let url_path = request.uri().path();
        match page_source(root, url_path) {
            Some(source) => {
                let mime = mime_guess::from_path(url_path).first_or_octet_stream();
                text(source, mime.as_ref())
            }
            None => match route(root, url_path) {
                Route::Page => to_the_page(),
                Route::Nothing => message(
                    StatusCode::NOT_FOUND,
                    "There is nothing here. The page is at /www/.\n",
                ),
                Route::File(path) => file(&path, request).await,
            },
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// The file, or the part of it that is asked for. Browsers load the present file each time: its time would say nothing, since a source may take
/// its place.
async fn file(path: &Path, mut request: Request<Incoming>) -> Response<Body> {
    let headers = request.headers_mut();
    headers.remove(header::IF_MODIFIED_SINCE);
    headers.remove(header::IF_UNMODIFIED_SINCE);
    if headers.contains_key(header::IF_RANGE) {
        headers.remove(header::RANGE);
    }
    match ServeFile::new(path).try_call(request).await {
        Ok(mut response) => {
            response.headers_mut().remove(header::LAST_MODIFIED);
            response.map(Either::Left)
        }
        Err(_) => message(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The file cannot be read.\n",
        ),
    }
}

fn text(text: impl Into<Bytes>, mime: &str) -> Response<Body> {
    let mut response = Response::new(Either::Right(Full::new(text.into())));
    if let Ok(mime) = HeaderValue::from_str(mime) {
        response.headers_mut().insert(header::CONTENT_TYPE, mime);
    }
    response
}

fn message(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = text(words, "text/plain");
    *response.status_mut() = status;
    response
}

fn to_the_page() -> Response<Body> {
    let mut response = message(StatusCode::TEMPORARY_REDIRECT, "The page is at /www/.\n");
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::from_static("/www/"));
    response
}

/// For a file under `/pkg/page/` whose source has changed since it was built, the source, or a script that leads to it: who works on the page
/// sees each change with the next reload.
fn page_source(root: &Path, url_path: &str) -> Option<String> {
    let name = url_path.strip_prefix("/pkg/page/")?;
    if let Some(trainer) = name.strip_prefix("trainers/") {
        let source = file_in(&root.join(page::TRAINERS), trainer)?;
        let is_served = page::is_trainer(trainer) && !digest::is_page_file_fresh(root, name);
        return is_served
            .then(|| std::fs::read_to_string(source).ok())
            .flatten();
    }
    let source = file_of(root, &format!("/www/{name}"))?;
    if digest::is_page_file_fresh(root, name) {
        return None;
    }
    if page::is_script(name) {
        return Some(page::forward(name));
    }
    std::fs::read_to_string(source).ok()
}

/// What a URL's path stands for.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    /// The page, under another address.
    Page,
    File(PathBuf),
    Nothing,
}

fn route(root: &Path, url_path: &str) -> Route {
    if url_path == "/" || url_path == "/www" {
        return Route::Page;
    }
    file_of(root, url_path).map_or(Route::Nothing, Route::File)
}

/// The file of a URL's path, if it is one in the folders that are served.
fn file_of(root: &Path, url_path: &str) -> Option<PathBuf> {
    let decoded = percent_decode_str(url_path).decode_utf8().ok()?;
    let (folder, rest) = decoded.strip_prefix('/')?.split_once('/')?;
    let folder = root.join(FOLDERS.into_iter().find(|name| *name == folder)?);
    file_in(&folder, if rest.is_empty() { "index.html" } else { rest })
}

/// The file of that name, with forward slashes, if it is one in the folder.
fn file_in(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut file = folder.to_path_buf();
    for name in path.split('/') {
        // No hidden files and no `..`; nothing that Windows takes for a separator, a drive or a stream.
        if name.is_empty() || name.starts_with('.') || name.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(name);
    }
    // Links may lead out: judge by where they end.
    let file = file.canonicalize().ok()?;
    (file.starts_with(folder.canonicalize().ok()?) && file.is_file()).then_some(file)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpStream;
    use std::process::{Child, Command, Stdio};

    use super::*;

    fn checkout() -> Result<tempfile::TempDir> {
        let root = tempfile::tempdir()?;
        for folder in ["www/deep", "pkg", "www-other"] {
            fs::create_dir_all(root.path().join(folder))?;
        }
        for file in [
            "Cargo.toml",
            "www/.hidden",
            "www/deep/a b.css",
            "www/index.html",
            "www/page.js",
            "www-other/a.js",
            "pkg/a_bg.wasm",
        ] {
            fs::write(root.path().join(file), format!("this is {file}"))?;
        }
        Ok(root)
    }

    fn answer_to(root: &Path, request: &str) -> Result<String> {
        let url = in_background(root)?;
        let mut stream = TcpStream::connect(url.trim_start_matches("http://"))?;
        write!(
            stream,
            "{request}\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    #[test]
    fn files_are_found() -> Result<()> {
        let root = checkout()?;
        let canonical = root.path().canonicalize()?;
        for (path, file) in [
            ("/www/", "www/index.html"),
            ("/www/page.js", "www/page.js"),
            ("/www/deep/a%20b.css", "www/deep/a b.css"),
            ("/%77ww/page.js", "www/page.js"),
            ("/pkg/a_bg.wasm", "pkg/a_bg.wasm"),
        ] {
            assert_eq!(
                route(root.path(), path),
                Route::File(canonical.join(file)),
                "{path}"
            );
        }
        assert_eq!(route(root.path(), "/"), Route::Page);
        assert_eq!(route(root.path(), "/www"), Route::Page);
        Ok(())
    }

    #[test]
    fn a_changed_script_needs_no_building() -> Result<()> {
        let root = checkout()?;
        fs::create_dir(root.path().join("pkg/page"))?;
        for built in ["page.js", "style.css"] {
            fs::write(root.path().join("pkg/page").join(built), "built")?;
        }
        fs::write(root.path().join("www/style.css"), "* {}")?;
        let mut digest = String::new();
        for name in ["www/page.js", "www/style.css"] {
            let hash = digest::hash(&fs::read(root.path().join(name))?);
            digest.push_str(&format!("{hash}  {name}\n"));
        }
        fs::write(root.path().join("pkg/digest.txt"), digest)?;
        let get = |name: &str| answer_to(root.path(), &format!("GET /pkg/page/{name} HTTP/1.1"));
        assert!(get("page.js")?.ends_with("built"));
        // Another one, which may be part of the same built file.
        fs::write(root.path().join("www/new.js"), "new")?;
        for name in ["page.js", "new.js"] {
            let answer = get(name)?;
            assert!(answer.contains("content-type: text/javascript"), "{answer}");
            assert!(answer.ends_with(&page::forward(name)), "{answer}");
        }
        // A style is built from itself alone.
        assert!(get("style.css")?.ends_with("built"));
        fs::write(root.path().join("www/style.css"), "p {}")?;
        let answer = get("style.css")?;
        assert!(answer.contains("content-type: text/css"), "{answer}");
        assert!(answer.ends_with("p {}"), "{answer}");
        Ok(())
    }

    #[test]
    fn so_does_a_changed_trainer() -> Result<()> {
        let root = checkout()?;
        for folder in ["trainers", "pkg/page/trainers"] {
            fs::create_dir_all(root.path().join(folder))?;
        }
        let source = "# \"../pkg/page/a.js\"\n";
        fs::write(root.path().join("trainers/a.py"), source)?;
        fs::write(root.path().join("trainers/secret.txt"), "secret")?;
        fs::write(root.path().join("pkg/page/trainers/a.py"), "built")?;
        let hash = digest::hash(source.as_bytes());
        fs::write(
            root.path().join("pkg/digest.txt"),
            format!("{hash}  trainers/a.py\n"),
        )?;
        let get = |path: &str| answer_to(root.path(), &format!("GET {path} HTTP/1.1"));
        let answer = get("/pkg/page/trainers/a.py")?;
        assert!(answer.contains("content-type: text/plain"), "{answer}");
        assert!(answer.ends_with("built"), "{answer}");
        let edited = format!("{source}K = 3\n");
        fs::write(root.path().join("trainers/a.py"), &edited)?;
        let answer = get("/pkg/page/trainers/a.py")?;
        assert!(answer.contains("content-type: text/plain"), "{answer}");
        assert!(answer.ends_with(&edited), "{answer}");
        for path in [
            "/trainers/a.py",
            "/pkg/page/trainers/secret.txt",
            "/pkg/page/trainers/../Cargo.toml",
            "/pkg/page/trainers/none.py",
        ] {
            assert!(get(path)?.starts_with("HTTP/1.1 404"), "{path}");
        }
        Ok(())
    }

    #[test]
    fn nothing_else_is() -> Result<()> {
        let root = checkout()?;
        for path in [
            "",
            "*",
            "//",
            "/Cargo.toml",
            "/pkg",
            "/pkg/",
            "/www-other/a.js",
            "/www//page.js",
            "/www/page.js/",
            "/www/deep",
            "/www/deep/",
            "/www/none.js",
            "/www/.hidden",
            "/www/./page.js",
            "/www/../Cargo.toml",
            "/../Cargo.toml",
            "/www/%2e%2e/Cargo.toml",
            "/www/.%2E/Cargo.toml",
            "/www%2f..%2fCargo.toml",
            "/www/..%2fCargo.toml",
            "/www/..%5cCargo.toml",
            "/www/..\\Cargo.toml",
            "/www/deep\\a b.css",
            "/www/%252e%252e/Cargo.toml",
            "/www/c:/Cargo.toml",
            "/www/page.js::$DATA",
            "/www/page.js%00",
            "/www/%ff",
            "/www//etc/passwd",
            "/www/%2fetc/passwd",
        ] {
            assert_eq!(route(root.path(), path), Route::Nothing, "{path}");
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() -> Result<()> {
        use std::os::unix::fs::symlink;

        let root = checkout()?;
        symlink("../Cargo.toml", root.path().join("www/out.toml"))?;
        symlink("../www-other", root.path().join("www/sibling"))?;
        symlink("/", root.path().join("www/all"))?;
        symlink("page.js", root.path().join("www/inside.js"))?;
        for path in ["/www/out.toml", "/www/sibling/a.js", "/www/all/etc/passwd"] {
            assert_eq!(route(root.path(), path), Route::Nothing, "{path}");
        }
        let page = root.path().join("www/page.js").canonicalize()?;
        assert_eq!(route(root.path(), "/www/inside.js"), Route::File(page));
        Ok(())
    }

    #[test]
    fn types_and_caching() -> Result<()> {
        let root = checkout()?;
        for (path, mime) in [
            ("/www/", "text/html"),
            ("/www/page.js", "text/javascript"),
            ("/www/deep/a%20b.css", "text/css"),
            ("/pkg/a_bg.wasm", "application/wasm"),
        ] {
            // A browser that has a copy still gets the present file.
            let request =
                format!("GET {path} HTTP/1.1\r\nIf-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT");
            let answer = answer_to(root.path(), &request)?.to_ascii_lowercase();
            assert!(answer.starts_with("http/1.1 200"), "{answer}");
            assert!(
                answer.contains(&format!("\r\ncontent-type: {mime}\r\n")),
                "{answer}"
            );
            assert!(
                answer.contains("\r\ncache-control: no-cache\r\n"),
                "{answer}"
            );
            assert!(answer.contains("\r\n\r\nthis is "), "{answer}");
        }
        Ok(())
    }

    #[test]
    fn parts_of_files() -> Result<()> {
        let root = checkout()?;
        let whole = "this is www/page.js";
        for (headers, status, range, body) in [
            ("Range: bytes=5-6", "206", "bytes 5-6/19", "is"),
            ("Range: bytes=-7", "206", "bytes 12-18/19", "page.js"),
            ("Range: bytes=8-", "206", "bytes 8-18/19", "www/page.js"),
            ("Range: bytes=19-", "416", "bytes */19", ""),
            ("Range: lines=1-2", "416", "bytes */19", ""),
            ("Accept: */*", "200", "", whole),
            // There is nothing by which a browser could know that it has the rest of the present file.
            (
                "Range: bytes=5-6\r\nIf-Range: Fri, 01 Jan 2100 00:00:00 GMT",
                "200",
                "",
                whole,
            ),
        ] {
            let answer = answer_to(
                root.path(),
                &format!("GET /www/page.js HTTP/1.1\r\n{headers}"),
            )?;
            let (head, found) = answer
                .split_once("\r\n\r\n")
                .context("no end of the headers")?;
            assert!(
                head.starts_with(&format!("HTTP/1.1 {status}")),
                "{headers}: {head}"
            );
            let line = format!("\r\ncontent-range: {range}");
            assert_eq!(
                head.contains("content-range"),
                !range.is_empty(),
                "{headers}: {head}"
            );
            assert!(
                range.is_empty() || head.contains(&line),
                "{headers}: {head}"
            );
            assert_eq!(found, body, "{headers}");
        }
        Ok(())
    }

    #[test]
    fn who_does_not_end_a_request_is_not_waited_for() -> Result<()> {
        let root = checkout()?;
        let url = in_background_with(root.path(), Duration::from_millis(100))?;
        let address = url.trim_start_matches("http://");
        for beginning in [
            "",
            "GET /www/ HTTP/1.1\r\n",
            "GET /www/page.js HTTP/1.1\r\nHost: localhost\r\n\r\nGET /www/ HTTP/1.1\r\nHo",
        ] {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(beginning.as_bytes())?;
            // Ends when the server closes the connection.
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            assert_eq!(
                answer.contains("this is www/page.js"),
                beginning.contains("page.js")
            );
            assert!(!answer.contains("this is www/index.html"), "{answer}");
        }
        Ok(())
    }

    /// A server in a process of its own, by way of the test `a_server_of_its_own`.
    #[cfg(unix)]
    struct Server {
        process: Child,
        output: BufReader<std::process::ChildStdout>,
        errors: BufReader<std::process::ChildStderr>,
        address: String,
    }

    #[cfg(unix)]
    const ROOT: &str = "RVPO_TEST_ROOT";

    #[cfg(unix)]
    impl Server {
        /// Starts it where so many files and connections may be open.
        fn start(root: &Path, descriptors: u32) -> Result<Self> {
            let mut process = Command::new("sh")
                .args([
                    "-c",
                    &format!("ulimit -n {descriptors}; exec \"$0\" \"$@\""),
                ])
                .arg(std::env::current_exe()?)
                .args([
                    "--exact",
                    "serve::tests::a_server_of_its_own",
                    "--ignored",
                    "--nocapture",
                ])
                .env(ROOT, root)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?;
            let output = process.stdout.take().context("no output")?;
            let errors = process.stderr.take().context("no errors")?;
            let mut server = Self {
                process,
                output: BufReader::new(output),
                errors: BufReader::new(errors),
                address: String::new(),
            };
            while server.address.is_empty() {
                let mut line = String::new();
                anyhow::ensure!(
                    server.output.read_line(&mut line)? > 0,
                    "the server did not start"
                );
                if let Some((_, rest)) = line.split_once(" is at http://") {
                    server.address = rest.chars().take_while(|&char| char != '/').collect();
                }
            }
            Ok(server)
        }

        fn get(&self, path: &str) -> Result<String> {
            let mut stream = TcpStream::connect(&self.address)?;
            write!(
                stream,
                "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        }

        /// Opens connections until the server has no descriptor left for another.
        fn exhaust(&mut self, descriptors: u32) -> Result<Vec<TcpStream>> {
            let connections = (0..descriptors)
                .map(|_| TcpStream::connect(&self.address))
                .collect::<Result<_, _>>()?;
            let mut line = String::new();
            while !line.contains("a connection failed") {
                line.clear();
                anyhow::ensure!(
                    self.errors.read_line(&mut line)? > 0,
                    "the server has ended"
                );
            }
            Ok(connections)
        }
    }

    #[cfg(unix)]
    impl Drop for Server {
        fn drop(&mut self) {
            // It may have ended.
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    /// Not a test, but what `Server` starts.
    #[cfg(unix)]
    #[test]
    #[ignore = "a server for other tests"]
    fn a_server_of_its_own() -> Result<()> {
        let root = std::env::var_os(ROOT).context("it is for other tests")?;
        serve_until_interrupted(Path::new(&root), 0, false)
    }

    #[cfg(unix)]
    #[test]
    fn stays_up_without_free_descriptors() -> Result<()> {
        let root = checkout()?;
        let descriptors = 32;
        let mut server = Server::start(root.path(), descriptors)?;
        assert!(
            server.address.starts_with("127.0.0.1:"),
            "{}",
            server.address
        );
        for _ in 0..2 {
            drop(server.exhaust(descriptors)?);
            assert!(server.get("/www/page.js")?.ends_with("this is www/page.js"));
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn an_interrupt_ends_it_at_once() -> Result<()> {
        let root = checkout()?;
        let descriptors = 32;
        let mut server = Server::start(root.path(), descriptors)?;
        let _connections = server.exhaust(descriptors)?;
        let id = server.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status()?.success());
        assert!(server.process.wait()?.success());
        // It has not gone on trying.
        let mut rest = String::new();
        server.errors.read_to_string(&mut rest)?;
        assert!(rest.matches("a connection failed").count() < 10, "{rest}");
        Ok(())
    }

    #[test]
    fn raw_requests() -> Result<()> {
        let root = checkout()?;
        for (request, status) in [
            ("GET / HTTP/1.1", "307"),
            ("HEAD /www/ HTTP/1.1", "200"),
            ("POST /www/ HTTP/1.1", "405"),
            ("GET /www/../Cargo.toml HTTP/1.1", "404"),
            ("GET /www/%2e%2e/Cargo.toml HTTP/1.1", "404"),
            ("GET ../Cargo.toml HTTP/1.1", "400"),
        ] {
            let answer = answer_to(root.path(), request)?;
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}")),
                "{request}: {answer}"
            );
            assert!(
                !answer.contains("this is Cargo.toml"),
                "{request}: {answer}"
            );
        }
        Ok(())
    }
}
