//! `cargo xtask serve`: the page on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use percent_encoding::percent_decode_str;
use tokio::net::TcpListener;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::{build, digest};

/// The only folders that are served.
const FOLDERS: [&str; 2] = ["www", "pkg"];

/// Serves the page until Ctrl-C, after building `pkg/` if it is not of the present sources.
pub fn serve(root: &Path, port: u16, open: bool) -> Result<()> {
    if let Some(reason) = digest::staleness(root)? {
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
        let server = axum::serve(listener, router(root));
        tokio::select! {
            ended = server => ended.context("the server failed"),
            interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot wait for Ctrl-C"),
        }
    })
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

fn router(root: &Path) -> Router {
    Router::new().fallback(answer).with_state(Arc::from(root))
}

async fn answer(State(root): State<Arc<Path>>, mut request: Request) -> Response {
    let file = match route(&root, request.uri().path()) {
        Route::Page => return Redirect::temporary("/www/").into_response(),
        Route::Nothing => {
            return (
                StatusCode::NOT_FOUND,
                "There is nothing here. The page is at /www/.\n",
            )
                .into_response();
        }
        Route::File(file) => file,
    };
    // Files are compared by their time alone, which an older checkout turns back: always send the present one.
    request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    let Ok(served) = ServeFile::new(file).oneshot(request).await;
    let mut response = served.map(Body::new);
    let headers = response.headers_mut();
    headers.remove(header::LAST_MODIFIED);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
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
    let rest = if rest.is_empty() { "index.html" } else { rest };
    let mut file = folder.clone();
    for name in rest.split('/') {
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
