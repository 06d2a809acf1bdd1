//! The plots, generic over plotters' `DrawingBackend`.
