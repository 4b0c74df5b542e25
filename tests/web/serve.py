"""`backproof serve`, started as a module so that the tests use the interpreter that runs them."""

from backproof.main import main

if __name__ == "__main__":
    main()
