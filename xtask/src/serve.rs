//! `cargo xtask serve`: the page on this machine.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use tokio::net::TcpListener;

use crate::{build, digest, page};

/// The only folders that are served.
const FOLDERS: [&str; 2] = ["www", "pkg"];

/// Serves the page until Ctrl-C, after building `pkg/` if it is not of the present sources.
pub fn serve(root: &Path, port: u16, open: bool) -> Result<()> {
    // The page's own files need no building to be served.
    if let Some(reason) = digest::staleness_but_page(root)? {
        eprintln!("pkg/ must be built first: {reason}.");
        build::build(root)?;
    }
    runtime()?.block_on(async {
        let listener = listen(port).await?;
        let url = format!("http://{}/www/", listener.local_addr()?);
        println!("RVPO Playground is at {url} (Ctrl-C ends it)");
        if open && let Err(error) = open::that_detached(&url) {
            eprintln!("no browser could be opened: {error}");
        }
        tokio::spawn(serve_forever(listener, Arc::from(root)));
        tokio::signal::ctrl_c()
            .await
            .context("cannot wait for Ctrl-C")
    })
}

/// Serves the page on a free port for as long as this program runs, and returns its address, `http://127.0.0.1:PORT`.
pub fn in_background(root: &Path) -> Result<String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let root = root.to_path_buf();
    std::thread::spawn(move || -> Result<()> {
        runtime()?.block_on(async {
            let listener = listen(0).await?;
            sender.send(format!("http://{}", listener.local_addr()?))?;
            serve_forever(listener, Arc::from(root)).await;
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

async fn serve_forever(listener: TcpListener, root: Arc<Path>) {
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                eprintln!("a connection failed: {error}");
                // It may be that too many are open.
                std::thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        let root = Arc::clone(&root);
        tokio::spawn(async move {
            let service = service_fn(|request: Request<Incoming>| {
                let response = answer(&root, request.method(), request.uri().path());
                async { Ok::<_, Infallible>(response) }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            // Browsers drop connections as they like.
            let _ = connection.await;
        });
    }
}

fn answer(root: &Path, method: &Method, url_path: &str) -> Response<Full<Bytes>> {
    if method != Method::GET && method != Method::HEAD {
        return message(
            StatusCode::METHOD_NOT_ALLOWED,
            "Only GET and HEAD are served here.\n",
        );
    }
    if let Some(source) = page_source(root, url_path) {
        return content(source, Path::new(url_path));
    }
    let file = match route(root, url_path) {
        Route::Page => {
            let mut response = message(StatusCode::TEMPORARY_REDIRECT, "The page is at /www/.\n");
            response
                .headers_mut()
                .insert(header::LOCATION, HeaderValue::from_static("/www/"));
            return response;
        }
        Route::Nothing => {
            return message(
                StatusCode::NOT_FOUND,
                "There is nothing here. The page is at /www/.\n",
            );
        }
        Route::File(file) => file,
    };
    match std::fs::read(&file) {
        Ok(bytes) => content(bytes, &file),
        Err(_) => message(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The file cannot be read.\n",
        ),
    }
}

/// An answer with the MIME type of that name.
fn content(bytes: Vec<u8>, name: &Path) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(bytes));
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    if let Ok(mime) = HeaderValue::from_str(mime.as_ref()) {
        response.headers_mut().insert(header::CONTENT_TYPE, mime);
    }
    with_common_headers(response)
}

/// For a file under `/pkg/page/` whose source has changed since it was built, the source: who works on the page sees each
/// change with the next reload.
fn page_source(root: &Path, url_path: &str) -> Option<Vec<u8>> {
    let name = url_path.strip_prefix("/pkg/page/")?;
    if let Some(trainer) = name.strip_prefix("trainers/") {
        let source = file_in(&root.join(page::TRAINERS), trainer)?;
        let is_served = page::is_trainer(trainer) && !digest::is_page_file_fresh(root, name);
        return is_served.then(|| std::fs::read(source).ok()).flatten();
    }
    let source = file_of(root, &format!("/www/{name}"))?;
    if digest::is_page_file_fresh(root, name) {
        return None;
    }
    let text = std::fs::read_to_string(source).ok()?;
    Some(page::relocated(&text).into_bytes())
}

fn message(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    with_common_headers(response)
}

fn with_common_headers(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    // There is nothing to compare a copy by, neither time nor tag, so browsers load the present file each time.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response.headers_mut().insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
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
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

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
        fs::write(root.path().join("pkg/page/page.js"), "built")?;
        let get = || answer_to(root.path(), "GET /pkg/page/page.js HTTP/1.1");
        let source = fs::read(root.path().join("www/page.js"))?;
        let hash = digest::hash(&source);
        fs::write(
            root.path().join("pkg/digest.txt"),
            format!("{hash}  www/page.js\n"),
        )?;
        assert!(get()?.ends_with("built"));
        fs::write(
            root.path().join("www/page.js"),
            "import \"../../pkg/a.js\"; // edited",
        )?;
        let answer = get()?;
        assert!(answer.contains("content-type: text/javascript"), "{answer}");
        assert!(
            answer.ends_with("import \"../../a.js\"; // edited"),
            "{answer}"
        );
        // New ones too.
        fs::write(root.path().join("www/new.js"), "new")?;
        assert!(answer_to(root.path(), "GET /pkg/page/new.js HTTP/1.1")?.ends_with("new"));
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
