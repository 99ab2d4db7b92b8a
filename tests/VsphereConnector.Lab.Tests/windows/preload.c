/* A library that writes, as soon as it is loaded, which program it is in. */
#include <windows.h>

#ifdef NEEDS_ANOTHER
__declspec(dllimport) int another(void);
#endif

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, LPVOID reserved)
{
    char program[MAX_PATH];
    DWORD length, written;
    HANDLE file;

    if (reason != DLL_PROCESS_ATTACH)
        return TRUE;
#ifdef NEEDS_ANOTHER
    another();
#endif
#ifdef REFUSES
    return FALSE;
#endif
    length = GetModuleFileNameA(NULL, program, sizeof program);
    file = CreateFileA("preloaded.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, program, length, &written, NULL);
    return CloseHandle(file);
}
