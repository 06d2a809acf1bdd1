//! `RewardLoader`: from bytes to a table.

use wasm_bindgen::prelude::*;

use super::table::RewardTable;
use crate::aggregate::{Error, Given, Rule};
use crate::data::Loader;
use crate::web::input::Input;
use crate::web::output::Refusal;

/// Reads a table of rewards from bytes that come in pieces: CSV, TSV, JSON or JSON Lines.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardLoader {
    /// None after the end.
    loader: Option<Loader>,
    rows: usize,
}

#[wasm_bindgen]
impl RewardLoader {
    /// Begins with an empty table. The name of the file, where there is one, may help to tell its format.
    ///
    /// @throws Error if fileName is no text
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = fileName, unchecked_optional_param_type = "string")]
        file_name: JsValue,
    ) -> Result<Self, Refusal> {
        let name = if file_name.is_undefined() {
            None
        } else {
            Some(Input::new("fileName", file_name).text()?)
        };
        Ok(Self {
            loader: Some(Loader::new(name.as_deref())),
            rows: 0,
        })
    }

    /// Reads the next piece. It may end anywhere, also within a character.
    ///
    /// @throws Error that says in which line and column what is wrong, and what is allowed. Every later call throws it again.
    pub fn feed(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
    ) -> Result<(), Refusal> {
        let loader = self.loader.as_mut().ok_or_else(finished)?;
        let bytes = Input::new("bytes", bytes);
        let Some(piece) = bytes.bytes() else {
            return Err(bytes.refused(Rule::Bytes).into());
        };
        loader.feed(&piece.to_vec())?;
        self.rows = loader.rows();
        Ok(())
    }

    /// How many rows are complete; 0 while the columns of an object come one after the other.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The table, when all pieces were fed. The loader is of no use afterwards.
    ///
    /// @throws Error as feed; also where the input ends too early, or holds no row
    pub fn finish(&mut self) -> Result<RewardTable, Refusal> {
        let table = self.loader.take().ok_or_else(finished)?.finish()?;
        self.rows = table.rows();
        Ok(RewardTable { table })
    }
}

fn finished() -> Error {
    Error::new("loader", Given::Finished, Rule::BeforeFinish)
}
